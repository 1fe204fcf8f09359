"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { callIssuer } from "@/features/auth/call-issuer.ts";
import { textOf } from "@/features/auth/form-text.ts";
import { explain, type FormState } from "@/features/auth/refusals.ts";
import { forgetMail } from "@/features/auth/sent-mail.ts";
import { signInPath } from "@/lib/safe-next.ts";

/** Sends a change on to the issuer; the page then shows what holds, and `said`. */
async function change(path: string, body: Record<string, unknown>, said: string): Promise<FormState> {
  const response = await callIssuer(path, body);
  if (response.status === 401) redirect(signInPath("/account", { signedOut: true }));
  if (!response.ok) return explain(response, getIssuer().config.BETTER_AUTH_URL);
  revalidatePath("/account");
  return { said };
}

export async function changeName(_before: FormState, form: FormData): Promise<FormState> {
  const name = textOf(form, "name");
  return { values: { name }, ...(await change("/update-user", { name }, "Your name is changed.")) };
}

export async function changePassword(_before: FormState, form: FormData): Promise<FormState> {
  const [currentPassword, newPassword] = [textOf(form, "password"), textOf(form, "newPassword")];
  const body = { currentPassword, newPassword };
  return change("/change-password", body, "Your password is changed. All other devices are signed out.");
}

export async function unlinkProvider(_before: FormState, form: FormData): Promise<FormState> {
  return change("/unlink-account", { accountId: textOf(form, "id") }, "Removed.");
}

export async function renamePasskey(_before: FormState, form: FormData): Promise<FormState> {
  return change("/passkey/update-passkey", { id: textOf(form, "id"), name: textOf(form, "name") }, "Renamed.");
}

export async function removePasskey(_before: FormState, form: FormData): Promise<FormState> {
  return change("/passkey/delete-passkey", { id: textOf(form, "id") }, "Removed.");
}

export async function endSession(_before: FormState, form: FormData): Promise<FormState> {
  return change("/revoke-session", { id: textOf(form, "id") }, "That session has ended.");
}

export async function endOtherSessions(): Promise<FormState> {
  return change("/revoke-other-sessions", {}, "All other sessions have ended.");
}

/** Deletes the account with everything in it, once its address was typed. */
export async function deleteAccount(_before: FormState, form: FormData): Promise<FormState> {
  const password = textOf(form, "password");
  const body = { email: textOf(form, "confirm"), ...(password && { password }) };
  const refused = await change("/delete-user", body, "");
  if (refused.said === undefined) return refused;
  await forgetMail();
  redirect("/goodbye");
}
