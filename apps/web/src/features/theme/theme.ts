import "server-only";
import { cookies } from "next/headers";

type Theme = "light" | "dark" | undefined;

/** What the visitor chose; undefined: as their system has it. */
export async function visitorTheme(): Promise<Theme> {
  const theme = (await cookies()).get("theme")?.value;
  return theme === "light" || theme === "dark" ? theme : undefined;
}
