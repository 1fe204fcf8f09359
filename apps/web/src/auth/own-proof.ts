import { APIError } from "better-auth/api";
import type { AccountLimits } from "./account-limits.ts";
import { type HookContext, whoAsks } from "./hook-context.ts";

/** Seconds for which having signed in proves who it is. */
export const freshFor = 86_400;

export function isFresh({ createdAt }: { createdAt: Date }): boolean {
  return Date.now() - createdAt.getTime() < freshFor * 1000;
}

/** Requests that take the password of whoever is signed in. */
export const provingPaths = new Set(["/change-email", "/change-password", "/delete-user"]);

/**
 * What Better Auth doesn't ask for itself, before it is asked: the password for another address, since whoever has the
 * address gets a new password by mail; one's own address, typed, and the password to delete the account; and having
 * signed in lately to add a provider, or where there is no password. Wrong passwords count like those of a sign-in.
 * Throws what the request is answered with.
 */
export async function proveOwner(ctx: HookContext, limits: AccountLimits): Promise<void> {
  const { path, body } = ctx;
  const linking = path === "/link-social";
  if (!(linking || provingPaths.has(path))) return;
  const { user, session } = await whoAsks(ctx);
  if (linking) return assertFresh(session);
  await limits.beforeProof(user.email);
  // Better Auth takes the password that is to change.
  if (path === "/change-password") return;
  if (path === "/delete-user" && String(body?.email ?? "").toLowerCase() !== user.email) {
    throw new APIError("BAD_REQUEST", { code: "CONFIRM_WITH_EMAIL", message: "Send the account's own email with it" });
  }
  if (path === "/change-email" && String(body?.newEmail ?? "").toLowerCase() === user.email) {
    throw new APIError("BAD_REQUEST", { code: "EMAIL_IS_THE_SAME", message: "That is the account's email already" });
  }
  const credential = await ctx.context.internalAdapter.findCredentialAccount(user.id);
  if (!credential?.password) return assertFresh(session);
  const password = String(body?.password ?? "");
  if (await ctx.context.password.verify({ hash: credential.password, password })) return;
  throw new APIError("BAD_REQUEST", { code: "INVALID_PASSWORD", message: "The password isn't right" });
}

function assertFresh(session: { createdAt: Date }): void {
  if (isFresh(session)) return;
  throw new APIError("FORBIDDEN", { code: "SESSION_NOT_FRESH", message: "Sign in again first" });
}
