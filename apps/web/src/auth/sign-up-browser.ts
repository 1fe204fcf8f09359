import { createHash, randomBytes } from "node:crypto";
import { account, user as users } from "@claimcheck/database/schema/auth";
import { and, eq } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";
import type { HookContext } from "./hook-context.ts";

/*
 * An unconfirmed account is bound to the browser that signed it up. Otherwise a stranger could sign up an address with a
 * password of theirs, and its owner, who confirms the address, would open the account for them.
 */

type CookieMaker = Pick<HookContext["context"], "createAuthCookie">;

/** The cookie that every sign-up sets, whether the address had an account or not. */
export const signUpCookie = (context: CookieMaker) => context.createAuthCookie("sign_up", { maxAge: 7 * 86_400 });

const idForm = /^[\w-]{32}$/;
const hashOf = (id: string) => createHash("sha256").update(id).digest("base64url");

/** The ids of browsers that are signing up, until the request ends. */
const ids = new WeakMap<Request, string>();

/** Before a sign-up: takes the browser's id from its cookie, or makes one. */
export function identifyBrowser(ctx: HookContext): void {
  const held = ctx.getCookie(signUpCookie(ctx.context).name);
  if (ctx.request) ids.set(ctx.request, held && idForm.test(held) ? held : randomBytes(24).toString("base64url"));
}

/** The hash of that id, as a new account keeps it; null for accounts that are made in another way. */
export function browserHash(request: Request | undefined): string | null {
  const id = request && ids.get(request);
  return id ? hashOf(id) : null;
}

/** After a sign-up: sets the cookie. */
export function rememberBrowser(ctx: HookContext): void {
  const id = ctx.request && ids.get(ctx.request);
  const { name, attributes } = signUpCookie(ctx.context);
  if (id) ctx.setCookie(name, id, attributes);
}

/**
 * Whether an account's address is confirmed, and if not, whether a browser with this cookie signed it up: "here" or
 * "elsewhere". Undefined for an account that doesn't exist.
 */
export async function confirmationOf(db: AuthDatabase, userId: string, cookie: string | undefined) {
  const [held] = await db
    .select({ emailVerified: users.emailVerified, browser: account.signUpBrowser })
    .from(users)
    .leftJoin(account, and(eq(account.userId, users.id), eq(account.providerId, "credential")))
    .where(eq(users.id, userId));
  if (!held) return undefined;
  if (held.emailVerified) return "confirmed";
  return cookie && held.browser === hashOf(cookie) ? "here" : "elsewhere";
}
