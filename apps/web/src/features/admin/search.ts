import "server-only";
import { cookies } from "next/headers";
import { ownCookie } from "@/lib/own-cookie.ts";

const cookie = () => ownCookie("people");
const minutes = 30;

/** Keeps what an administrator looks for, so that no part of an address is in a URL. Empty: everybody. */
export async function rememberSearch(email: string): Promise<void> {
  (await cookies()).set({ ...cookie(), value: email.slice(0, 320), maxAge: email ? minutes * 60 : 0 });
}

/** What they look for, up to half an hour later. */
export async function lastSearch(): Promise<string> {
  return (await cookies()).get(cookie().name)?.value ?? "";
}
