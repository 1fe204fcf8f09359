import { handleAuth } from "@/auth/handle.ts";
import { getIssuer } from "@/auth/issuer.ts";

const handle = (request: Request) => handleAuth(getIssuer(), request);

export { handle as GET, handle as POST };
