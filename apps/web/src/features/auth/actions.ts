"use server";

import { redirect } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { safeNext } from "@/lib/safe-next.ts";
import { callIssuer } from "./call-issuer.ts";
import { type AuthFormState, explain } from "./refusals.ts";

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

async function enter(path: string, form: FormData, values: { name?: string; email: string }) {
  const response = await callIssuer(path, { ...values, password: text(form, "password") });
  if (response.ok) redirect(safeNext(form.get("next")));
  return { ...(await explain(response, getIssuer().config.BETTER_AUTH_URL)), values };
}

export async function signIn(_before: AuthFormState, form: FormData): Promise<AuthFormState> {
  return enter("/sign-in/email", form, { email: text(form, "email").trim() });
}

export async function signUp(_before: AuthFormState, form: FormData): Promise<AuthFormState> {
  const values = { name: text(form, "name").trim(), email: text(form, "email").trim() };
  return enter("/sign-up/email", form, values);
}

export async function signOut(): Promise<void> {
  const response = await callIssuer("/sign-out", {});
  if (!response.ok) throw new Error("Signing out failed");
  redirect("/sign-in");
}
