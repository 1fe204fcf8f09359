"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { callIssuer } from "../auth/call-issuer.ts";
import { textOf } from "../auth/form-text.ts";
import { explain, inOneLine } from "../auth/refusals.ts";
import { rememberSearch } from "./search.ts";

export type AdminResult = { said?: string; failed?: string };

const endpoints = {
  disable: { path: "/admin/ban-user", said: "Disabled; every session has ended." },
  enable: { path: "/admin/unban-user", said: "Enabled again." },
  signOut: { path: "/admin/revoke-user-sessions", said: "Signed out everywhere." },
} as const;

export type AdminAction = keyof typeof endpoints;

/** Shows those whose address has this in it; all, when it is empty. */
export async function searchPeople(form: FormData): Promise<void> {
  await rememberSearch(textOf(form, "email"));
  redirect("/admin");
}

/** Does something to an account; the issuer checks that an administrator asks. */
export async function changePerson(action: AdminAction, userId: string): Promise<AdminResult> {
  const { path, said } = endpoints[action];
  const response = await callIssuer(path, { userId });
  if (!response.ok) {
    return { failed: inOneLine(await explain(response, getIssuer().config.BETTER_AUTH_URL)) };
  }
  revalidatePath("/admin");
  return { said };
}
