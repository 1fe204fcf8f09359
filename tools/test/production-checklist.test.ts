import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { productionItems } from "../diagnose/production/items.ts";
import { root } from "../stack/parts.ts";

const page = readFileSync(path.join(root, "docs/production-checklist.md"), "utf8");
const rows = [...page.matchAll(/^\| (.+) \|$/gm)]
  .map(([, row = ""]) => row.split(" | "))
  .filter(([name]) => name !== "Item" && !name?.startsWith("---"));

test("the production checklist has each item of `pnpm diagnose --production` in its order, and no other", () => {
  expect(rows.map(([name, , , checked]) => [name, checked])).toEqual(
    productionItems.map(({ name, look }) => [name, look ? "yes" : "by hand"]),
  );
});

test("each line of the production checklist says what is to be so, and how to see it", () => {
  for (const [name, so, how] of rows) {
    expect(so, name).toMatch(/\w{3}/);
    expect(how, name).toMatch(/\w{3}/);
  }
});

test("no item has the name of another", () => {
  expect(new Set(productionItems.map(({ name }) => name)).size).toBe(productionItems.length);
});
