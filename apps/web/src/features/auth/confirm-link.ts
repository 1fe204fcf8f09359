import "server-only";
import { cookies } from "next/headers";
import { getIssuer } from "@/auth/issuer.ts";
import { withoutValues } from "@/auth/log.ts";
import type { MailLink } from "@/auth/mail-links.ts";
import { confirmationOf, signUpCookie } from "@/auth/sign-up-browser.ts";

/** What a link to a new account's address finds: see `confirmationOf`. */
export async function whoConfirms({ userId }: MailLink) {
  const { auth, db } = getIssuer();
  const { name } = signUpCookie(await auth.$context);
  return withoutValues(confirmationOf(db, userId, (await cookies()).get(name)?.value));
}
