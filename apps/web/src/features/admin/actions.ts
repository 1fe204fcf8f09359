"use server";

import { revalidatePath } from "next/cache";
import { callIssuer } from "../auth/call-issuer.ts";

export type AdminResult = { said?: string; failed?: string };

const endpoints = {
  disable: { path: "/admin/ban-user", said: "Disabled; every session has ended." },
  enable: { path: "/admin/unban-user", said: "Enabled again." },
  signOut: { path: "/admin/revoke-user-sessions", said: "Signed out everywhere." },
} as const;

export type AdminAction = keyof typeof endpoints;

/** Does something to an account; the issuer checks that an administrator asks. */
export async function changePerson(action: AdminAction, userId: string): Promise<AdminResult> {
  const { path, said } = endpoints[action];
  const response = await callIssuer(path, { userId });
  if (!response.ok) {
    const { message } = (await response.json().catch(() => ({}))) as { message?: string };
    return { failed: message ?? "That didn’t work just now. Try again in a moment." };
  }
  revalidatePath("/admin");
  return { said };
}
