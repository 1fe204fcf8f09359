import "server-only";
import { cookies } from "next/headers";
import { ownCookie } from "@/lib/own-cookie.ts";

const cookie = () => ownCookie("people");
const minutes = 30;

/** Nothing but what an address can have in it: the database refuses a NUL, and a cookie can hold anything. */
const searchable = (text: string) => (/\p{Cc}/u.test(text) ? "" : text.slice(0, 320));

/** Keeps what an administrator looks for, so that no part of an address is in a URL. Empty: everybody. */
export async function rememberSearch(email: string): Promise<void> {
  const value = searchable(email);
  (await cookies()).set({ ...cookie(), value, maxAge: value ? minutes * 60 : 0 });
}

/** What they look for, up to half an hour later. */
export async function lastSearch(): Promise<string> {
  return searchable((await cookies()).get(cookie().name)?.value ?? "");
}
