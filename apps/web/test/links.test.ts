import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

test("no link has anything of its page fetched ahead", () => {
  const cwd = path.join(import.meta.dirname, "..", "src");
  const links = globSync("**/*.tsx", { cwd }).flatMap((file) =>
    [...readFileSync(path.join(cwd, file), "utf8").matchAll(/<Link\s[^<]*/g)].map(([link]) => ({ file, link })),
  );
  expect(links.length).toBeGreaterThan(15);
  expect(links.filter(({ link }) => !link.includes("prefetch={false}"))).toEqual([]);
});
