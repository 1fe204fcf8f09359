import { maxTags, maxTagsOfTask, type TagRef, tagColors, tagName } from "@claimcheck/contract/tags";
import { maxTasks, type Task } from "@claimcheck/contract/tasks";
import { csvColumns } from "@claimcheck/contract/transfer";
import { CsvError, parse } from "csv-parse/sync";

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
 * The tasks and tags of a table; empty cells are left out, and columns may stand in any order. Throws RangeError that
 * says what is wrong with the table as such.
 */
export function readTable(text: string): { tasks: Row[]; tags: GivenTag[] } {
  try {
    // One row more than there may be, and the one for tags: the rest is refused without being read.
    const rows: Record<string, string>[] = parse(text, {
      bom: true,
      columns: knownColumns,
      skip_empty_lines: true,
      to: maxTasks + 2,
    });
    const tags = new Map<string, GivenTag>();
    const tasks = rows.map((row, at) => {
      const most = at === rows.length - 1 ? maxTags : maxTagsOfTask;
      const cells = Object.entries(row).flatMap(([column, given]): [string, unknown][] => {
        const cell = given.replace(/^'(?='*[=+\-@\t\r])/, "");
        if (cell === "") return [];
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
    return { tasks: named, tags: [...tags.values()] };
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

function knownColumns(names: string[]): string[] {
  const told = (wrong: string[]) =>
    wrong
      .slice(0, 3)
      .map((name) => JSON.stringify(name.slice(0, 40)))
      .join(", ");
  const unknown = names.filter((name) => !(csvColumns as readonly string[]).includes(name));
  if (unknown.length > 0) throw new RangeError(`No column of tasks is named ${told(unknown)}.`);
  const twice = names.filter((name, at) => names.indexOf(name) < at);
  if (twice.length > 0) throw new RangeError(`The table has a column twice: ${told(twice)}.`);
  return names;
}
