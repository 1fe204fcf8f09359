/** What was chosen; undefined: as the system has it. */
export type Theme = "light" | "dark" | undefined;

/** Value and words of each choice. */
export const themes = [
  ["system", "System theme"],
  ["light", "Light theme"],
  ["dark", "Dark theme"],
] as const;

export const themeNotKept = "Your choice of theme isn’t kept: it didn’t get through.";
