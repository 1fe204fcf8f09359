import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../src/migrate.ts";
import { foldCase } from "../src/schema/columns.ts";
import { plainOwner } from "../src/testing/plain-owner.ts";
import { addPerson, withClient } from "../src/testing/test-database.ts";
import { makeFolder, start } from "./support/home.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();
const migrations = join(import.meta.dirname, "../migrations");

/** The migrations before one of them. */
async function migrationsBefore(tag: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "claimcheck-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(migrations, folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8"));
  const end = journal.entries.findIndex((entry: { tag: string }) => entry.tag.endsWith(tag));
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  return folder;
}

const folded = (texts: string[]) =>
  withClient(stage.db.ownerUrl, async (client) => {
    const list = sql`select ${foldCase(sql`name`)} as key from unnest(${sql.param(texts)}::text[]) as of (name)`;
    const { rows } = await drizzle({ client }).execute<{ key: string }>(list);
    return new Set(rows.map(({ key }) => key));
  });

test.each([
  ["İstanbul", "istanbul", "ISTANBUL", "i̇stanbul", "İSTANBUL"],
  ["IŞIK", "ışık", "işik", "Işık"],
  ["ΟΔΟΣ", "οδος", "οδοσ", "Οδός".normalize("NFD").replace("\u0301", "")],
  ["Straße", "STRASSE", "straße", "STRAẞE", "strasse"],
  ["ǅ", "ǆ", "Ǆ"],
  ["ﬁn", "FIN", "fin"],
  ["K", "k", "\u212a"],
])("%s has the same key in each case: %s, %s, %s", async (...names) => {
  expect((await folded(names)).size).toBe(1);
});

test("letters that differ in more than case have keys of their own", async () => {
  const names = ["a", "ä", "o", "ö", "ο", "s", "ß", "i", "j", "й", "и"];
  expect((await folded(names)).size).toBe(names.length);
});

test("tags that become one by their names are merged on every task, those of other users stay as they are", async () => {
  const server = await start(await makeFolder());
  const urls = await plainOwner(server.ownerUrl);
  await migrate(urls, await migrationsBefore("_tag_names"));
  const [ada, ben] = [await addPerson(urls), await addPerson(urls)];
  // As a superuser: the rows of both users, whom row-level security holds apart.
  const url = new URL(server.ownerUrl);
  url.pathname = "/product";
  const ids = await withClient(url.href, async (client) => {
    const add = async (table: string, user: string, values: Record<string, string>) => {
      const names = Object.keys(values);
      const { rows } = await client.query(
        `INSERT INTO ${table} (user_id, ${names}) VALUES ($1, ${names.map((_, at) => `$${at + 2}`)}) RETURNING *`,
        [user, ...Object.values(values)],
      );
      return rows[0];
    };
    const tag = (user: string, name: string) => add("tag", user, { name, color: "red" });
    const task = (user: string, title: string) => add("task", user, { title });
    const hers = [await tag(ada.uuid, "Straße"), await tag(ada.uuid, "STRASSE"), await tag(ada.uuid, "ΟΔΟΣ")];
    const his = [await tag(ben.uuid, "strasse"), await tag(ben.uuid, "Weg")];
    const tasks = [await task(ada.uuid, "both"), await task(ada.uuid, "newer"), await task(ada.uuid, "other")];
    const bens = await task(ben.uuid, "his");
    for (const [task, tag] of [
      [tasks[0], hers[0]],
      [tasks[0], hers[1]],
      [tasks[1], hers[1]],
      [tasks[2], hers[2]],
      [bens, his[0]],
    ])
      await add("task_tag", tag.user_id, { task_id: task.id, tag_id: tag.id });
    return { kept: hers[0].id };
  });
  await migrate(urls);
  await withClient(url.href, async (client) => {
    const list = async (query: string) => (await client.query({ text: query, rowMode: "array" })).rows;
    expect(await list("SELECT name, name_key FROM tag ORDER BY id")).toEqual([
      ["Straße", "strasse"],
      ["ΟΔΟΣ", "οδοσ"],
      ["strasse", "strasse"],
      ["Weg", "weg"],
    ]);
    expect(
      await list(`SELECT title, version, array_agg(g.name) FROM task t
        JOIN task_tag ON task_id = t.id JOIN tag g ON g.id = tag_id GROUP BY t.id, title, version ORDER BY t.id`),
    ).toEqual([
      ["both", 2, ["Straße"]],
      ["newer", 2, ["Straße"]],
      ["other", 1, ["ΟΔΟΣ"]],
      ["his", 1, ["strasse"]],
    ]);
    expect(await list("SELECT id FROM tag WHERE name = 'Straße'")).toEqual([[ids.kept]]);
    expect(
      await list(
        "SELECT relname FROM pg_class WHERE relname IN ('tag', 'task_tag', 'task') AND NOT relforcerowsecurity",
      ),
    ).toEqual([]);
  });
});
