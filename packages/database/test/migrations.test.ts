import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../migrations");
const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));

/** What takes something from the version before, which runs on while and after this is applied. */
const taking =
  /\b(DROP (TABLE|COLUMN|FUNCTION|SCHEMA|TYPE|VIEW|DEFAULT|POLICY|TRIGGER)|RENAME|SET DATA TYPE|ALTER COLUMN \S+ TYPE|SET NOT NULL|TRUNCATE|REVOKE (?!ALL ON (FUNCTION|SCHEMA) .* FROM PUBLIC)|ADD COLUMN (?=.*NOT NULL)(?!.*(DEFAULT|GENERATED)))/i;

/** Those that take nothing in truth, or only what no version asks for any more: which, and why. */
const known: Record<string, string> = {
  "0005_tasks_access.sql: DROP FUNCTION public.set_user(uuid)": "the one that replaces it takes the same call",
  '0007_account_events.sql: DROP TRIGGER "audit_user" ON "user"': "made anew in the same transaction, for more events",
  "0009_session_access.sql: DROP FUNCTION public.set_user(uuid, text)":
    "kept, it would let in tokens whose session has ended; no version that calls it was ever deployed",
};

const statements = files.flatMap((file) => {
  const text = readFileSync(join(folder, file), "utf8").replaceAll(/^\s*--.*$|--> statement-breakpoint/gm, "");
  return text.split(";").map((statement) => `${file}: ${statement.trim().replaceAll(/\s+/g, " ")}`);
});

test("the journal lists every file in order of name and time: an earlier time is skipped where a later one was applied", () => {
  const { entries } = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8"));
  const journal = entries as { idx: number; tag: string; when: number }[];
  expect(journal.map(({ tag }) => `${tag}.sql`)).toEqual(files.toSorted());
  expect(journal.map(({ idx }) => idx)).toEqual(journal.map((_, at) => at));
  for (const [at, { tag, when }] of journal.entries()) expect(when, tag).toBeGreaterThan(journal[at - 1]?.when ?? 0);
});

test("no migration takes from the version before what it still uses, unless it is listed with a reason", () => {
  expect(statements.length).toBeGreaterThan(80);
  expect(statements.filter((statement) => taking.test(statement))).toEqual(Object.keys(known));
});

test.each([
  'ALTER TABLE "task" DROP COLUMN "title"',
  'ALTER TABLE "task" RENAME COLUMN "title" TO "name"',
  'ALTER TABLE "task" ALTER COLUMN "title" SET DATA TYPE varchar(20)',
  'ALTER TABLE "task" ALTER COLUMN "due_on" SET NOT NULL',
  'ALTER TABLE "task" ADD COLUMN "weight" integer NOT NULL',
  'REVOKE SELECT ON "task" FROM app_api',
])("such as %s", (statement) => expect(taking.test(statement)).toBe(true));

test.each([
  'ALTER TABLE "task" ADD COLUMN "weight" integer DEFAULT 0 NOT NULL',
  'ALTER TABLE "task" ADD COLUMN "weight" integer',
  "REVOKE ALL ON FUNCTION public.set_user(uuid) FROM PUBLIC",
])("but not %s", (statement) => expect(taking.test(statement)).toBe(false));
