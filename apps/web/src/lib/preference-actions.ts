"use server";

import { cookies } from "next/headers";
import { ownCookie } from "./own-cookie.ts";

const year = 365 * 24 * 60 * 60;

/** Keeps a choice for this browser; nothing chosen is the default. The page comes back rendered with it. */
async function choose(name: string, value: FormDataEntryValue | null, allowed: readonly string[]): Promise<void> {
  const jar = await cookies();
  if (typeof value !== "string" || !allowed.includes(value)) {
    jar.set({ ...ownCookie(name), value: "", maxAge: 0 });
    return;
  }
  jar.set({ ...ownCookie(name), value, maxAge: year });
}

/** `light` or `dark`; anything else is as the system has it. */
export async function chooseTheme(form: FormData): Promise<void> {
  await choose("theme", form.get("theme"), ["light", "dark"]);
}

/** `off` switches the shortcuts off that are a single character. */
export async function chooseSingleKeys(form: FormData): Promise<void> {
  await choose("keys", form.get("keys"), ["off"]);
}
