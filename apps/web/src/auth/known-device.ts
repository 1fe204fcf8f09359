import { randomBytes } from "node:crypto";
import type { HookContext } from "./hook-context.ts";

const cookieOf = ({ context }: HookContext) => context.createAuthCookie("known_device", { maxAge: 180 * 86_400 });

/** What a browser that has signed in to an account once is known by; undefined for any other. */
export async function knownDevice(ctx: HookContext, account: string): Promise<string | undefined> {
  const held = await ctx.getSignedCookie(cookieOf(ctx).name, ctx.context.secret);
  return typeof held === "string" && held.startsWith(`${account}.`) ? held : undefined;
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
