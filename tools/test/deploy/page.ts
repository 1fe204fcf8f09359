import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { root } from "../../stack/parts.ts";

export const page = readFileSync(path.join(root, "docs/deploying.md"), "utf8");

/** A file that the page shows, such as `web.env`, as one would fill it in: something random for each RANDOM. */
export function shownFile(name: string): Record<string, string> {
  const [, text] = new RegExp(`\`\`\`ini\n# ${name.replace(".", "\\.")}\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (!text) throw new Error(`docs/deploying.md shows no ${name}`);
  const filled = text.replaceAll("RANDOM", () => randomBytes(32).toString("base64url"));
  return parseEnv(filled) as Record<string, string>;
}

/** The secrets that the page makes, with the file that each comes from. */
export const shownSecrets = new Map(
  [...page.matchAll(/create secret generic (\S+) --from-env-file=(\S+)/g)].map(([, name = "", file = ""]) => [
    name,
    shownFile(file),
  ]),
);
