import { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const usual = z.locales.en().localeError;

/** What is wrong with a value, in words that a person can act on: what schemas say of themselves is for programmers. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "invalid_value") return oneOf(issue.values);
  if (issue.code === "invalid_union" && Array.isArray(issue.options)) return oneOf(issue.options);
  if (issue.code !== "invalid_type") return usual(issue);
  return issue.input === undefined ? "is missing" : `must be ${kinds[issue.expected] ?? issue.expected}`;
};

const oneOf = (values: readonly unknown[]) =>
  values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(", ")}`;
