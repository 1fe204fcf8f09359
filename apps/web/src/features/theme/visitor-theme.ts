import "server-only";
import { cookies } from "next/headers";
import type { Theme } from "./themes.ts";

/** What the visitor chose, before anything is rendered. */
export async function visitorTheme(): Promise<Theme> {
  const theme = (await cookies()).get("theme")?.value;
  return theme === "light" || theme === "dark" ? theme : undefined;
}
