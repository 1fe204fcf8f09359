import { existsSync } from "node:fs";
import path from "node:path";
import * as audit from "@claimcheck/database/schema/audit";
import * as auth from "@claimcheck/database/schema/auth";
import * as idempotency from "@claimcheck/database/schema/idempotency";
import * as tags from "@claimcheck/database/schema/tags";
import * as tasks from "@claimcheck/database/schema/tasks";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { root } from "../../stack/parts.ts";
import { environmentOf } from "./environment.ts";
import { unrendered, workloadsOf } from "./manifests.ts";
import { page, shownSecrets } from "./page.ts";

const tables = Object.values({ ...audit, ...auth, ...idempotency, ...tags, ...tasks })
  .filter((one) => is(one, PgTable))
  .map(getTableConfig);

/** What stands in the page's table: of each table its primary key, and whether its rows are spread. */
const rows = [...page.matchAll(/^\| `(\w+)` \| (`.+`) \| (spread by `user_id`|on the coordinator)/gm)].map(
  ([, name, key = "", place = ""]) => ({ name, key: key.replaceAll("`", ""), spread: place.startsWith("spread") }),
);

test("the page has each table with its key, and those spread by user_id that belong to a person of the product", () => {
  const found = tables.map(({ name, columns, primaryKeys }) => {
    const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
    const first = columns.find((column) => column.name === key[0]?.name);
    return {
      name,
      key: key.map((column) => column.name).join(", "),
      spread: first?.name === "user_id" && first.getSQLType() === "uuid",
    };
  });
  const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
    (a.name ?? "").localeCompare(b.name ?? "");
  expect(rows.toSorted(byName)).toEqual(found.toSorted(byName));
});

test.each(rows.filter(({ spread }) => spread))(
  "all that $name is found by, and held together by, begins with user_id",
  ({ name }) => {
    const [table] = tables.filter((one) => one.name === name);
    if (!table) throw new Error(`there is no ${name}`);
    const names = (columns: unknown[]) => columns.map((column) => (column as { name: string }).name);
    const uniques = table.uniqueConstraints.map(({ columns }) => names(columns));
    const indexes = table.indexes.map(({ config }) => names(config.columns));
    for (const key of [...uniques, ...indexes]) expect(key[0]).toBe("user_id");
    expect(table.columns.filter(({ isUnique }) => isUnique)).toEqual([]);
    for (const { reference } of table.foreignKeys) {
      const { columns, foreignColumns, foreignTable } = reference();
      expect(names(columns)[0]).toBe("user_id");
      const other = getTableConfig(foreignTable).name;
      expect(names(foreignColumns)[0]).toBe(other === "user" ? "uuid" : "user_id");
    }
  },
);

test("the page makes each secret that the manifests ask for, with what they ask of it", () => {
  const asked = new Map<string, Set<string>>();
  for (const { name, key, optional } of workloadsOf(unrendered).flatMap((one) =>
    Object.values(environmentOf(unrendered, one).secrets),
  )) {
    if (!optional) asked.set(name, (asked.get(name) ?? new Set()).add(key));
  }
  const made = [...shownSecrets].map(([name, values]) => [name, new Set(Object.keys(values))] as const);
  expect(new Map(made)).toEqual(asked);
});

test("each file of deploy that a command of the page names is there, and each workload", () => {
  const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.trim().split("\n"));
  const files = commands.flatMap((command) => command.match(/deploy\/[\w./-]+/g) ?? []);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
  const known = workloadsOf(unrendered).map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
  const named = commands.flatMap((command) => command.match(/(deployment|job)\/[\w-]+/g) ?? []);
  expect([...new Set(named)].sort()).toEqual(known.sort());
});
