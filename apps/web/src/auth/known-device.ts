import { randomBytes } from "node:crypto";
import type { HookContext } from "./hook-context.ts";

const cookieOf = ({ context }: HookContext) => context.createAuthCookie("known_device", { maxAge: 180 * 86_400 });

/** What a browser that has signed in to an account once is known by; undefined for any other. */
export async function knownDevice(ctx: HookContext, account: string): Promise<string | undefined> {
  const held = await ctx.getSignedCookie(cookieOf(ctx).name, ctx.context.secret);
  return typeof held === "string" && held.startsWith(`${account}.`) ? held : undefined;
}

const owners = new WeakMap<Request, string>();

/** The request has proved to come from the account's owner: a link that was mailed to them. */
export function ownsAccount(request: Request, account: string): void {
  owners.set(request, account);
}

/** Lets the browser be known that sent such a request. */
export async function rememberOwner(ctx: HookContext): Promise<void> {
  const account = ctx.request && owners.get(ctx.request);
  if (account) await rememberDevice(ctx, account);
}

/** Lets the browser be known from now on. Its cookie is no way in: it says for whom a password may be tried. */
export async function rememberDevice(ctx: HookContext, account: string): Promise<void> {
  if (await knownDevice(ctx, account)) return;
  const { name, attributes } = cookieOf(ctx);
  await ctx.setSignedCookie(
    name,
    `${account}.${randomBytes(12).toString("base64url")}`,
    ctx.context.secret,
    attributes,
  );
}
