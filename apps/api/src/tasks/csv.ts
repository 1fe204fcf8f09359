import { maxTags, maxTagsOfTask, type TagRef, tagColors, tagName } from "@claimcheck/contract/tags";
import { maxTasks, type Task } from "@claimcheck/contract/tasks";
import { csvColumns } from "@claimcheck/contract/transfer";
import { CsvError, parse } from "csv-parse/sync";
import { assertTableShape } from "../body-shape.ts";

type Column = (typeof csvColumns)[number];
type Row = Record<string, unknown>;
type GivenTag = { name: string; color?: string };

/** One task as a line. */
export function csvLine(task: Task): string {
  return line((column) => (column === "tags" ? tagCell(task.tags) : task[column]));
}

/** The last line, for tags that no task has: only their cell is filled. */
export function csvTagLine(tags: Omit<TagRef, "id">[]): string {
  return line((column) => (column === "tags" ? tagCell(tags) : null));
}

/**
 * The tasks and tags of a table, and for each task the line of the table that it ends in. Empty cells, rows and columns
 * are skipped; the delimiter is the one of the header. Throws RangeError that says what is wrong with the table as such,
 * and payload_too_large for one with too many lines or cells.
 */
export function readTable(text: string): { tasks: Row[]; tags: GivenTag[]; lines: number[] } {
  const lines: number[] = [];
  const delimiter = delimiterOf(text);
  assertTableShape(text, delimiter);
  try {
    // One row more than there may be, and the one for tags: the rest is refused without being read.
    const rows: Record<string, string>[] = parse(text, {
      columns: knownColumns,
      delimiter,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      // An empty row may have any number of cells; the others are held to that of the header.
      relax_column_count: true,
      on_record: (row, { error, lines: line }) => {
        if (error) throw error;
        lines.push(line);
        return row;
      },
      to: maxTasks + 2,
    });
    const tags = new Map<string, GivenTag>();
    const tasks = rows.map((row, at) => {
      const most = at === rows.length - 1 ? maxTags : maxTagsOfTask;
      const cells = Object.entries(row).flatMap(([column, given]): [string, unknown][] => {
        const cell = given.replace(/^'(?='*[=+\-@\t\r])/, "").trim();
        if (cell === "") return [];
        if (unnamed.test(column)) throw new RangeError(`${column} has no name in the header; ${theColumns}`);
        if (column !== "tags") return [[column, cell]];
        const of = cell.split(",", most + 1).map(readTag);
        for (const tag of of)
          if (tag.color && !tags.has(tag.name) && tagName.safeParse(tag.name).success) tags.set(tag.name, tag);
        return [[column, of]];
      });
      return Object.fromEntries(cells);
    });
    const last = tasks.at(-1);
    if (last && Object.keys(last).join() === "tags") {
      tasks.pop();
      for (const tag of last.tags as GivenTag[]) if (!tags.has(tag.name)) tags.set(tag.name, tag);
    }
    const named = tasks.map((row) =>
      row.tags ? { ...row, tags: (row.tags as GivenTag[]).map(({ name }) => name) } : row,
    );
    return { tasks: named, tags: [...tags.values()], lines };
  } catch (error) {
    if (error instanceof CsvError) throw new RangeError(error.message);
    throw error;
  }
}

function line(cellOf: (column: Column) => string | null): string {
  return `${csvColumns.map((column) => `"${guarded(cellOf(column) ?? "").replaceAll('"', '""')}"`).join(",")}\r\n`;
}

function tagCell(tags: Omit<TagRef, "id">[]): string {
  return tags.map(({ name, color }) => `${name}:${color}`).join(",");
}

const withColor = new RegExp(`^(.*):\\s*(${tagColors.join("|")})$`);

/** A name and perhaps its colour. A name with a colon in it loses nothing: only a colour's name ends it. */
function readTag(given: string): GivenTag {
  const [, name, color] = withColor.exec(given.trim()) ?? [];
  return name !== undefined && color ? { name: name.trim(), color } : { name: given.trim() };
}

/** Keeps a spreadsheet from running a text as a formula; reading takes it off again. */
function guarded(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

const delimiters = [",", ";", "\t"];

/** The one that is most often in the header, outside of quotes; no name of a column contains any. */
function delimiterOf(text: string): string {
  // No header is longer than that, unless it isn't one.
  const [header = ""] = /[^\r\n]+/.exec(text.slice(0, 10_000)) ?? [];
  const plain = header.replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: string) => plain.split(delimiter).length;
  return delimiters.reduce((most, next) => (count(next) > count(most) ? next : most));
}

const theColumns = `the columns are ${csvColumns.join(", ")}, separated by commas, semicolons or tabs`;
const unnamed = /^column \d+$/;
const byPlainName = new Map<string, Column>(csvColumns.map((column) => [column.toLowerCase(), column]));

/** The columns that a header names, in any case; those without a name as "column 3". */
function knownColumns(given: string[]): string[] {
  const list = (wrong: string[]) =>
    wrong
      .slice(0, 3)
      .map((name) => JSON.stringify(name.slice(0, 40)))
      .join(", ");
  const names = given.map((name) => name.trim());
  const unknown = names.filter((name) => name !== "" && !byPlainName.has(name.toLowerCase()));
  if (unknown.length > 0) throw new RangeError(`no column is named ${list(unknown)}; ${theColumns}`);
  const columns = names.map((name, at) => byPlainName.get(name.toLowerCase()) ?? `column ${at + 1}`);
  const twice = names.filter((_name, at) => columns.indexOf(columns[at] ?? "") < at);
  if (twice.length > 0) throw new RangeError(`the table has a column twice: ${list(twice)}`);
  return columns;
}
