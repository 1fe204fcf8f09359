import { setImmediate as othersTurn } from "node:timers/promises";
import type { Problem } from "@claimcheck/contract/problems";
import { maxTags, tagColors } from "@claimcheck/contract/tags";
import { maxTasks } from "@claimcheck/contract/tasks";
import { type Import, type ImportedTask, importedTaskSchema, importFrameSchema } from "@claimcheck/contract/transfer";
import type { Tx } from "@claimcheck/database/as-user";
import { foldCase } from "@claimcheck/database/schema/columns";
import { tag, taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { assertQuota, holdTags, lockImport } from "../locks.ts";
import { ownRows as own } from "../own-rows.ts";
import { ProblemError } from "../problem.ts";
import { pointerPart } from "../problem-of.ts";
import { countOf } from "../tags/repository.ts";
import { createTaskWrites } from "./write.ts";

/** Tasks of one statement: Postgres takes 65,535 parameters, and making them holds up everyone else. */
const chunk = 500;
/** Tasks that are checked before other requests have their turn. */
const turn = 200;

type Errors = NonNullable<Problem["errors"]>;

/** The most reasons per row, and the most rows, that a refusal lists: it never outgrows the request. */
const [reasonsOfRow, wrongRows] = [3, 1000];

/**
 * What was given, checked. `lines`: of a table, the line that each task ends in.
 * Throws import_rejected with the rows that are wrong and why.
 */
export async function readImport(given: unknown, lines?: readonly number[]): Promise<Import> {
  const { data: frame, error } = importFrameSchema.safeParse(given);
  const errors = error ? reasonsOf(error.issues) : [];
  const tasks: ImportedTask[] = [];
  let wrong = 0;
  for (const [at, row] of rowsOf(given).entries()) {
    if (at % turn === 0) await othersTurn();
    const { data, error } = importedTaskSchema.safeParse(row);
    if (data) tasks.push(data);
    else errors.push(...reasonsOf(error.issues, ["tasks", at], lines?.[at]));
    if (error) wrong += 1;
    if (wrong === wrongRows) break;
  }
  if (!frame || errors.length > 0) throw new ProblemError("import_rejected", { errors });
  return { ...frame, tasks };
}

/** The tasks that are looked at one by one, even if something else is wrong. */
function rowsOf(given: unknown): unknown[] {
  const { tasks } = Object(given) as { tasks?: unknown };
  return Array.isArray(tasks) && tasks.length <= maxTasks ? tasks : [];
}

function reasonsOf(issues: readonly z.core.$ZodIssue[], place: PropertyKey[] = [], line?: number): Errors {
  const told = new Map<string, number>();
  const where = line === undefined ? "" : ` (line ${line})`;
  return issues.flatMap((issue): Errors => {
    const full = [...place, ...issue.path];
    const path = ["/body", ...full.map((part) => pointerPart(String(part)))].join("/");
    const row = full.slice(0, 2).join("/");
    const before = told.get(row) ?? 0;
    const keys = issue.code === "unrecognized_keys" ? issue.keys : undefined;
    const reasons = keys
      ?.slice(0, reasonsOfRow)
      .map((key) => ({ pointer: `${path}/${pointerPart(key.slice(0, 40))}`, detail: "is no known field" })) ?? [
      { pointer: path, detail: `${issue.message}${where}` },
    ];
    told.set(row, before + reasons.length);
    return reasons.slice(0, Math.max(0, reasonsOfRow - before));
  });
}

/** Adding what an export gave to the tasks and tags of one person, in a transaction of theirs. */
export function createTaskImport(ownRows = own) {
  const writes = createTaskWrites(ownRows);

  /** Returns how many were added. An existing tag stays as it is. Throws quota_reached and too_many_requests. */
  return async (tx: Tx, userUuid: string, given: Import): Promise<{ tasks: number; tags: number }> => {
    await Promise.all([lockImport(tx, userUuid), holdTags(tx, userUuid)]);
    const tags = await addTags(tx, userUuid, given);
    for (let at = 0; at < given.tasks.length; at += chunk)
      await addTasks(tx, userUuid, given.tasks.slice(at, at + chunk));
    await writes.assertRoom(tx, userUuid);
    return { tasks: given.tasks.length, tags };
  };

  async function addTags(tx: Tx, userUuid: string, given: Import): Promise<number> {
    const colors = new Map(given.tags.map(({ name, color }) => [name, color]));
    for (const { tags } of given.tasks) for (const name of tags) if (!colors.has(name)) colors.set(name, undefined);
    if (colors.size === 0) return 0;
    const mine = ownRows(tag.userId, userUuid);
    const before = await countOf(tx, mine);
    const values = [...colors].map(([name, color], at) => {
      const next = tagColors[(before + at) % tagColors.length] ?? "gray";
      return { userId: userUuid, name, color: color ?? next };
    });
    assertQuota(values.length, 10 * maxTags, "names of tags in an import");
    await tx.insert(tag).values(values).onConflictDoNothing();
    const after = await countOf(tx, mine);
    assertQuota(after, maxTags, "tags");
    return after - before;
  }

  async function addTasks(tx: Tx, userUuid: string, rows: Import["tasks"]): Promise<void> {
    const at = (iso: string | null) => (iso === null ? undefined : new Date(iso));
    const now = new Date();
    const added = await tx
      .insert(task)
      .values(
        rows.map(({ tags: _tags, ...row }) => ({
          ...row,
          userId: userUuid,
          dueAt: at(row.dueAt) ?? null,
          completedAt: at(row.completedAt) ?? (row.status === "done" ? now : null),
          deletedAt: at(row.deletedAt) ?? null,
          createdAt: at(row.createdAt) ?? now,
          updatedAt: at(row.updatedAt) ?? now,
        })),
      )
      .returning({ id: task.id });
    const names = rows.flatMap(({ tags }, row) => tags.map((name) => ({ task: added[row]?.id, name })));
    if (names.length === 0) return;
    await tx.execute(sql`
      insert into ${taskTag} (user_id, task_id, tag_id)
      select ${userUuid}, given.task, ${tag.id}
      from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as given (task uuid, name text)
      join ${tag} on ${tag.nameKey} = ${foldCase(sql`given.name`)}
      where ${ownRows(tag.userId, userUuid)}
      on conflict do nothing`);
  }
}
