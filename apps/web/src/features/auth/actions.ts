"use server";

import { redirect } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { safeNext } from "@/lib/safe-next.ts";
import { callIssuer } from "./call-issuer.ts";
import { textOf } from "./form-text.ts";
import { explain, type FormState } from "./refusals.ts";
import { forgetMail, lastMail, rememberMail } from "./sent-mail.ts";

const origin = () => getIssuer().config.BETTER_AUTH_URL;

export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email");
  const next = safeNext(form.get("next"));
  const password = textOf(form, "password");
  const response = await callIssuer("/sign-in/email", { email, password, callbackURL: next });
  if (response.ok) redirect(next);
  const { code, ...refused } = await explain(response, origin());
  if (response.status === 429) return { ...refused, hint: "reset", values: { email } };
  const mail = await lastMail();
  const signedUpHere = mail?.kind === "verify" && mail.email === email.toLowerCase();
  // The issuer doesn't tell an unconfirmed address from a wrong password. Who signed up in this browser is reminded.
  const hint = code === "INVALID_EMAIL_OR_PASSWORD" && signedUpHere ? { hint: "confirm" as const } : {};
  return { ...refused, ...hint, values: { email } };
}

/** Ends on the same page for an address that has an account already: its owner gets a mail that says so. */
export async function signUp(_before: FormState, form: FormData): Promise<FormState> {
  const values = { name: textOf(form, "name"), email: textOf(form, "email") };
  const next = safeNext(form.get("next"));
  const password = textOf(form, "newPassword");
  const response = await callIssuer("/sign-up/email", { ...values, password, callbackURL: next });
  if (!response.ok) return { ...(await explain(response, origin())), values };
  await rememberMail({ kind: "verify", email: values.email, next });
  redirect("/check-mail");
}

export async function signOut(): Promise<void> {
  const response = await callIssuer("/sign-out", {});
  if (!response.ok) throw new Error("Signing out failed");
  await forgetMail();
  redirect("/sign-in");
}
