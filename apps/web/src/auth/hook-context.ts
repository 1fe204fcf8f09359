import { APIError, type createAuthMiddleware, getSessionFromCtx } from "better-auth/api";

/** What a hook before an endpoint is given: the request, and Better Auth's own. */
export type HookContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * Who is signed in. Throws a 401 for nobody, and also where the session couldn't be read: the endpoint reads it once
 * more, and must not go on then without what the hook had to ask for.
 */
export async function whoAsks(ctx: HookContext) {
  const signedIn = await getSessionFromCtx(ctx);
  if (signedIn) return signedIn;
  throw new APIError("UNAUTHORIZED", { code: "UNAUTHORIZED", message: "Unauthorized" });
}
