import "server-only";
import type { Route } from "next";
import { cookies } from "next/headers";
import { appName } from "@/auth/cookie-prefix.ts";
import { getIssuer } from "@/auth/issuer.ts";
import { getVisitor } from "@/auth/visitor.ts";
import { ownCookie } from "@/lib/own-cookie.ts";
import { safeNext } from "@/lib/safe-next.ts";

const kinds = ["verify", "reset", "change"] as const;

/** A mail that is asked for: to confirm an address, to set a password, to change the address. */
export type MailRequest = { kind: (typeof kinds)[number]; email: string; next: Route };

/** One that this browser asked for; whoever is signed in did so themselves if it is their `own`. */
export type SentMail = MailRequest & { at: number; own: boolean };

const minute = 60;
/** How long somebody waits before the same mail is sent again, in seconds. */
const resendAfter = minute;

const cookie = () => ownCookie(`${appName}.sent_mail`);

/** Keeps for half an hour where the mail went, so that no address is ever part of a URL. */
export async function rememberMail({ kind, email, next }: MailRequest): Promise<void> {
  const by = (await getVisitor())?.id ?? "";
  const value = new URLSearchParams({ kind, email: email.toLowerCase(), next, by, at: `${Date.now()}` }).toString();
  (await cookies()).set({ ...cookie(), value, maxAge: 30 * minute });
}

/**
 * The mail that this browser last asked for, if that was lately. What somebody asked for while they were signed in is
 * for nobody else who uses the browser.
 */
export async function lastMail(): Promise<SentMail | undefined> {
  const fields = new URLSearchParams((await cookies()).get(cookie().name)?.value);
  const [kind, email, at] = [kinds.find((one) => one === fields.get("kind")), fields.get("email"), fields.get("at")];
  if (!kind || !email) return undefined;
  const by = fields.get("by");
  if (by && by !== (await getVisitor())?.id) return undefined;
  return { kind, email, next: safeNext(fields.get("next")), at: Number(at) || 0, own: Boolean(by) };
}

export async function forgetMail(): Promise<void> {
  (await cookies()).set({ ...cookie(), value: "", maxAge: 0 });
}

/** Seconds until the mail may be sent once more. */
export function waitBefore({ at }: SentMail): number {
  return Math.max(0, Math.ceil((at + resendAfter * 1000 - Date.now()) / 1000));
}

/** In development: where the mail that was caught for an address can be read. */
export function caughtMailUrl(email: string): string | undefined {
  const catcher = getIssuer().config.MAIL_CATCHER_URL;
  return catcher && `${catcher}/view/latest?query=${encodeURIComponent(`to:"${email}"`)}`;
}
