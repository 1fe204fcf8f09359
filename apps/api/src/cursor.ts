import { ProblemError } from "./problem.ts";

const version = "1";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The place after a row in a list that is sorted by id: opaque to callers, so that it may change. */
function writeCursor(id: string): string {
  return Buffer.from(`${version}:${id}`).toString("base64url");
}

/** Gives the row's id. Throws validation_failed for a text that `writeCursor` didn't make. */
function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [given, id = ""] = Buffer.from(cursor, "base64url").toString("latin1").split(":");
  if (given === version && uuid.test(id) && writeCursor(id) === cursor) return id;
  throw new ProblemError("validation_failed", {
    errors: [{ pointer: "/query/cursor", detail: "must be the `nextCursor` of a page" }],
  });
}

/**
 * One page of a list that is sorted by id. `find` gives at most `limit` rows after an id.
 * Throws validation_failed for a cursor that isn't ours.
 */
export async function pageOf<T extends { id: string }>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  find: (limit: number, afterId: string | undefined) => Promise<T[]>,
): Promise<{ items: T[]; nextCursor: string | null }> {
  // One more than asked for tells whether there is a next page.
  const found = await find(limit + 1, readCursor(cursor));
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? writeCursor(last.id) : null };
}
