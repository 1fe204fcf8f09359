import "server-only";
import { cookies } from "next/headers";
import { ownCookie } from "@/lib/own-cookie.ts";
import type { Theme } from "./themes.ts";

/** What the visitor chose, before anything is rendered. */
export async function visitorTheme(): Promise<Theme> {
  const theme = (await cookies()).get(ownCookie("theme").name)?.value;
  return theme === "light" || theme === "dark" ? theme : undefined;
}
