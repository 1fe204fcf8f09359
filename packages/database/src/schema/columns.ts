import { type SQL, sql } from "drizzle-orm";
import { customType, timestamp } from "drizzle-orm/pg-core";

/** An instant, to the millisecond: a JavaScript Date holds no more, and a cut-off digit breaks comparisons. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Text in the order of its bytes, the same on every machine; text comparison is leakproof in this order. */
export const sortableText = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/**
 * Text in which only the case of letters differs is the same here: full case folding of Unicode, in which "ΟΔΟΣ" is
 * "οδος" and "STRASSE" is "Straße". The i with a dot and the one without are one letter, so that a name is also found
 * in the upper and lower case of Turkish: "İstanbul" as "istanbul", "IŞIK" as "ışık". Every comparison that ignores
 * case goes through this, in Postgres: no other part folds case in the same way.
 */
export const foldCase = (text: SQL) =>
  sql`replace(replace(casefold(${text} COLLATE "pg_unicode_fast"), U&'i\\0307', 'i'), U&'\\0131', 'i')`;

/** The sort key of a title: lower case by Unicode's rules, which Postgres brings along for every platform. */
export const lowerCase = (column: string) => sql.raw(`lower("${column}" COLLATE "pg_c_utf8")`);

/** `column in ('a', 'b')` for a check constraint. Text and not an enum: enum comparison isn't leakproof, so row-level security would keep it out of indexes. */
export function oneOf(column: { name: string }, values: readonly string[]): SQL {
  const list = values.map((value) => `'${value}'`).join(", ");
  return sql.raw(`"${column.name}" in (${list})`);
}
