import type { Export } from "@claimcheck/contract/transfer";
import { csvColumns } from "@claimcheck/contract/transfer";
import { CsvError, parse } from "csv-parse/sync";

type Row = Export["tasks"][number];

/** The header line of a table of tasks: RFC 4180, so lines end with CR LF. */
export const csvHeader = `${csvColumns.join(",")}\r\n`;

/** One task as a line. An apostrophe keeps a spreadsheet from running a text as a formula; reading takes it off again. */
export function csvLine(task: Row): string {
  const cells = csvColumns.map((column) => {
    const value = task[column];
    return Array.isArray(value) ? value.join(",") : (value ?? "");
  });
  return `${cells.map((cell) => `"${guarded(cell).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

/**
 * The rows of a table, a name for each value; empty cells are left out, `tags` are a list. Columns may stand in any
 * order. Throws RangeError that says what is wrong with the table as such.
 */
export function csvRows(text: string): Record<string, unknown>[] {
  try {
    const rows: Record<string, string>[] = parse(text, {
      bom: true,
      columns: true,
      skip_empty_lines: true,
    });
    return rows.map((row) => {
      const cells = Object.entries(row).flatMap(([column, cell]): [string, unknown][] => {
        const value = cell.replace(/^'(?='*[=+\-@\t\r])/, "");
        if (value === "") return [];
        return [[column, column === "tags" ? value.split(",").map((name) => name.trim()) : value]];
      });
      return Object.fromEntries(cells);
    });
  } catch (error) {
    if (error instanceof CsvError) throw new RangeError(error.message);
    throw error;
  }
}

function guarded(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
