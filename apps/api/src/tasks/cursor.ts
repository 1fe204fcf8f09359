import { ProblemError } from "../problem.ts";

const version = "1";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The place after a task in a list that is sorted by id: opaque to callers, so that it may change. */
export function writeCursor(taskId: string): string {
  return Buffer.from(`${version}:${taskId}`).toString("base64url");
}

/** Gives the task's id. Throws validation_failed for a text that `writeCursor` didn't make. */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [given, taskId = ""] = Buffer.from(cursor, "base64url").toString("latin1").split(":");
  if (given === version && uuid.test(taskId) && writeCursor(taskId) === cursor) return taskId;
  throw new ProblemError("validation_failed", {
    errors: [{ pointer: "/query/cursor", detail: "must be the `nextCursor` of a page" }],
  });
}
