import { createHash } from "node:crypto";
import { z } from "zod";
import { ProblemError } from "./problem.ts";

const version = 2;

/** A row's place in a list: what it is sorted by, and its id where that is the same. */
export type Place<K> = { key: K; id: string };

/** What a list is sorted and filtered by: a cursor is good for that list only. */
type List<K> = { query: object; key: z.ZodType<K> };

/** Opaque to callers, so that it may change. */
function writeCursor<K>({ key, id }: Place<K>, { query }: List<K>): string {
  return Buffer.from(JSON.stringify([version, hashOf(query), key, id])).toString("base64url");
}

/** Throws validation_failed for a text that `writeCursor` didn't make for this list. */
function readCursor<K>(cursor: string, list: List<K>): Place<K> {
  try {
    const given: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const form = z.tuple([z.literal(version), z.literal(hashOf(list.query)), list.key, z.guid()]);
    const [, , key, id] = form.parse(given);
    if (writeCursor({ key, id }, list) === cursor) return { key, id };
  } catch {}
  const detail = "must be the `nextCursor` of a page of the same list";
  throw new ProblemError("validation_failed", { errors: [{ pointer: "/query/cursor", detail }] });
}

function hashOf(query: object): string {
  const { limit: _limit, cursor: _cursor, ...rest } = query as Record<string, unknown>;
  return createHash("sha256").update(JSON.stringify(rest)).digest("base64url").slice(0, 8);
}

/**
 * One page of a list. `key`: the form of what it is sorted by. `find` gives at most `limit` rows after a place.
 * Throws validation_failed for a cursor that isn't of this list.
 */
export async function pageOf<T extends { id: string }, K>(
  query: { limit: number; cursor?: string | undefined },
  key: z.ZodType<K>,
  find: (limit: number, after: Place<K> | undefined) => Promise<{ item: T; key: K }[]>,
): Promise<{ items: T[]; nextCursor: string | null }> {
  const list = { query, key };
  // One more than asked for tells whether there is a next page.
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, list);
  const found = await find(query.limit + 1, after);
  const shown = found.slice(0, query.limit);
  const last = found.length > query.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ item }) => item),
    nextCursor: last ? writeCursor({ key: last.key, id: last.item.id }, list) : null,
  };
}
