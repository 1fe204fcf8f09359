import { ProblemError } from "./problem.ts";

/** Throws not_found: the same answer for a row that isn't there and for one that isn't yours. */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new ProblemError("not_found");
  return row;
}
