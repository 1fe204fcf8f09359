import { getIssuer } from "@/auth/issuer.ts";
import { tokenExamples } from "@/auth/token-examples.ts";

export const GET = (request: Request) => tokenExamples(getIssuer(), request);
