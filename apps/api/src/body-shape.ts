import { ProblemError } from "./problem.ts";

/** How much structure a JSON body may have: parsed, an empty object is thirty times as large as its text. */
export type BodyShape = {
  /** Members that an object or list may have, for each level of nesting; deeper ones aren't allowed. */
  widths: readonly number[];
  /** Members of all of them together. */
  values: number;
};

/** Of a body of 64 KiB. A batch has the most: 200 ids, and 200 times by id. */
export const usualShape: BodyShape = { widths: [64, 500, 64, 64, 64], values: 2000 };

const [quote, backslash, comma, openList, closeList, openObject, closeObject, lineFeed, carriageReturn] = [
  ...Buffer.from('"\\,[]{}\n\r'),
] as [number, number, number, number, number, number, number, number, number];

/**
 * Looks at the bytes of a JSON text without parsing it. Throws payload_too_large where it has more structure than the
 * shape allows. That it is valid is for the parser to say.
 */
export function assertShape(json: Uint8Array, { widths, values }: BodyShape): void {
  const members = widths.map(() => 0);
  let level = -1;
  let total = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) {
      for (at += 1; at < json.length && json[at] !== quote; at += 1) if (json[at] === backslash) at += 1;
    } else if (byte === openList || byte === openObject) {
      level += 1;
      if (level >= widths.length) throw tooLarge(`be nested ${count(widths.length)} levels deep`);
      members[level] = 1;
      total += 1;
    } else if (byte === closeList || byte === closeObject) {
      // What closes more than is open isn't JSON.
      if (level >= 0) level -= 1;
    } else if (byte === comma && level >= 0) {
      const width = widths[level] ?? 0;
      const now = (members[level] ?? 0) + 1;
      members[level] = now;
      if (now > width) throw tooLarge(`have ${count(width)} members in a list or object at level ${level + 1}`);
      total += 1;
    }
    if (total > values) throw tooLarge(`have ${count(values)} values`);
  }
}

/** How many lines a table may have, empty ones included, how many cells each, and how many of them together. */
const table = { lines: 100_000, cells: 64, values: 350_000 };

/** Looks at a table (RFC 4180) without parsing it. Throws payload_too_large where it has more lines or cells than allowed. */
export function assertTableShape(text: string, delimiter: string): void {
  const separator = delimiter.charCodeAt(0);
  let quoted = false;
  let [lines, cells, total] = [1, 1, 1];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) quoted = !quoted;
    else if (quoted) continue;
    else if (code === separator) {
      cells += 1;
      total += 1;
    } else if (code === lineFeed || code === carriageReturn) {
      if (code === lineFeed || text.charCodeAt(at + 1) !== lineFeed) lines += 1;
      cells = 1;
    }
    if (cells > table.cells) throw tooLarge(`have ${table.cells} cells in a line`);
    if (lines > table.lines) throw tooLarge(`have ${count(table.lines)} lines`);
    if (total > table.values) throw tooLarge(`have ${count(table.values)} cells`);
  }
}

const count = (number: number) => number.toLocaleString("en");

function tooLarge(most: string): ProblemError {
  return new ProblemError("payload_too_large", { detail: `The body may ${most} at most.` });
}
