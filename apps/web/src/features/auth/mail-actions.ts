"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { safeNext, signInPath } from "@/lib/safe-next.ts";
import { callIssuer } from "./call-issuer.ts";
import { textOf } from "./form-text.ts";
import { explain, type FormState } from "./refusals.ts";
import { forgetMail, lastMail, type MailRequest, rememberMail, waitBefore } from "./sent-mail.ts";

/** Asks for a mail; the answer is the same whoever has the address. Undefined when all went well. */
async function send({ kind, email, next }: MailRequest, password?: string): Promise<FormState | undefined> {
  const response =
    kind === "reset"
      ? await callIssuer("/request-password-reset", { email })
      : kind === "verify"
        ? await callIssuer("/send-verification-email", { email, callbackURL: next })
        : password === undefined
          ? await callIssuer("/resend-change-email", { newEmail: email, callbackURL: next })
          : await callIssuer("/change-email", { newEmail: email, callbackURL: next, password });
  if (response.status === 401) redirect(signInPath("/account", { signedOut: true }));
  if (!response.ok) return explain(response, getIssuer().config.BETTER_AUTH_URL);
  await rememberMail({ kind, email, next });
  return undefined;
}

/** The same mail once more, after a wait. */
export async function sendAgain(): Promise<FormState> {
  const mail = await lastMail();
  if (!mail) redirect("/sign-in");
  const wait = waitBefore(mail);
  if (wait > 0) return { message: "The last mail may still be on its way.", wait };
  return (await send(mail)) ?? { said: "Sent once more. The newest mail is the one that counts." };
}

/** A mail with a link to set a password. */
export async function forgotPassword(_before: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email");
  const refused = await send({ kind: "reset", email, next: "/tasks" });
  if (refused) return { ...refused, values: { email } };
  redirect("/check-mail");
}

/** A new link in place of one that has ended. */
export async function newVerification(_before: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email");
  const refused = await send({ kind: "verify", email, next: (await lastMail())?.next ?? "/tasks" });
  if (refused) return { ...refused, values: { email } };
  redirect("/check-mail");
}

/** A mail to the new address; what the account has changes when its link is followed. */
export async function changeEmail(_before: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email");
  const refused = await send({ kind: "change", email, next: "/account" }, textOf(form, "password"));
  if (refused) return { ...refused, values: { email } };
  revalidatePath("/account");
  return { said: "Now follow the link that we mailed there." };
}

/** Sets the password that a mailed link allows to set; all sessions end. */
export async function resetPassword(_before: FormState, form: FormData): Promise<FormState> {
  const [token, newPassword] = [textOf(form, "token"), textOf(form, "newPassword")];
  const response = await callIssuer("/reset-password", { token, newPassword });
  if (response.ok) redirect("/sign-in?done=password");
  const { code, ...refused } = await explain(response, getIssuer().config.BETTER_AUTH_URL);
  // The page then says that the link has ended.
  if (code === "INVALID_TOKEN") redirect("/reset-password");
  return refused;
}

/** Does what a mailed link was sent for: confirms an address, and signs in whose it is. */
export async function followLink(_before: FormState, form: FormData): Promise<FormState> {
  const token = textOf(form, "token");
  const newPassword = form.has("newPassword") ? { newPassword: textOf(form, "newPassword") } : {};
  const response = await callIssuer("/verify-email", { token, ...newPassword });
  if (response.ok) {
    await forgetMail();
    redirect(safeNext(((await response.json()) as { next?: string }).next));
  }
  const { code, ...refused } = await explain(response, getIssuer().config.BETTER_AUTH_URL);
  if (code === "INVALID_TOKEN") redirect("/verify-email");
  // The cookie has ended since the page was drawn: it then asks for a password.
  if (code === "NEW_PASSWORD_NEEDED") redirect(`/verify-email?token=${encodeURIComponent(token)}`);
  return refused;
}
