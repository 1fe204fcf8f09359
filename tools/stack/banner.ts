import type { Stack } from "./start-stack.ts";

/** What a person needs to know once everything answers. */
export function banner({ webUrl, apiUrl, mailUrl, database, demo }: Stack): string {
  const rows = [
    ["Web", webUrl],
    ["API", `${apiUrl} (documentation: ${apiUrl}/docs)`],
    ...(mailUrl ? [["Mail", mailUrl]] : []),
    ["Database", database.where],
    ...(demo ? [["Demo login", `${demo.email}  password ${demo.password}`]] : []),
  ];
  const lines = rows.map(([name = "", value]) => `  ${name.padEnd(12)}${value}`);
  return ["", "Claimcheck is running.", "", ...lines, "", "  Ctrl-C stops everything.", ""].join("\n");
}
