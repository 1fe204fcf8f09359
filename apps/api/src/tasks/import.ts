import type { Problem } from "@claimcheck/contract/problems";
import { maxTags, tagColors } from "@claimcheck/contract/tags";
import { type Import, importSchema } from "@claimcheck/contract/transfer";
import type { Tx } from "@claimcheck/database/as-user";
import { tag, taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { sql } from "drizzle-orm";
import { assertQuota, holdTags, lockQuota } from "../locks.ts";
import { ownRows as own } from "../own-rows.ts";
import { ProblemError } from "../problem.ts";
import { pointerPart } from "../problem-of.ts";
import { countOf } from "../tags/repository.ts";
import { createTaskWrites } from "./write.ts";

/** Postgres takes 65,535 parameters in a statement. */
const chunk = 2000;

type Errors = NonNullable<Problem["errors"]>;

/** The most reasons that are told of a row, so that the answer never outgrows what was sent. */
const reasonsOfRow = 3;

/**
 * What was given, checked. `lines`: of a table, the line that each task ends in.
 * Throws import_rejected with every row that is wrong and why.
 */
export function readImport(given: unknown, lines?: readonly number[]): Import {
  const { data, error } = importSchema.safeParse(given);
  if (data) return data;
  const told = new Map<string, number>();
  const errors = error.issues.flatMap((issue): Errors => {
    const path = ["/body", ...issue.path.map((part) => pointerPart(String(part)))].join("/");
    const row = issue.path.slice(0, 2).join("/");
    const before = told.get(row) ?? 0;
    const line = issue.path[0] === "tasks" ? lines?.[Number(issue.path[1])] : undefined;
    const where = line === undefined ? "" : ` (line ${line})`;
    const keys = issue.code === "unrecognized_keys" ? issue.keys : undefined;
    const reasons = keys
      ?.slice(0, reasonsOfRow)
      .map((key) => ({ pointer: `${path}/${pointerPart(key.slice(0, 40))}`, detail: "is no known field" })) ?? [
      { pointer: path, detail: `${issue.message}${where}` },
    ];
    told.set(row, before + reasons.length);
    return reasons.slice(0, Math.max(0, reasonsOfRow - before));
  });
  throw new ProblemError("import_rejected", { errors });
}

/** Adding what an export gave to the tasks and tags of one person, in a transaction of theirs. */
export function createTaskImport(ownRows = own) {
  const writes = createTaskWrites(ownRows);

  /** Gives how many were added. A tag whose name is there already stays as it is. Throws quota_reached. */
  return async (tx: Tx, userUuid: string, given: Import): Promise<{ tasks: number; tags: number }> => {
    await Promise.all([lockQuota(tx, userUuid), holdTags(tx, userUuid)]);
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
      join ${tag} on ${tag.nameKey} = lower(given.name collate "pg_c_utf8")
      where ${ownRows(tag.userId, userUuid)}
      on conflict do nothing`);
  }
}
