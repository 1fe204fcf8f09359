import type { BetterAuthOptions } from "better-auth/minimal";

/** A failed query's message lists its parameters, and those hold addresses, hashes and session tokens. */
function withoutParameters(text: string): string {
  return text.replace(/\n?params:[\s\S]*/, "");
}

/** What failed, in one line without what a statement carried: the message and the cause's. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { message, cause } = error;
  // A refused connection to a name with two addresses has a code but no message.
  const why = cause instanceof Error && (cause.message || (cause as { code?: string }).code);
  return `${withoutParameters(message)}${why ? `: ${why}` : ""}`;
}

/**
 * What a page waits for of the database: a failure of it says nothing of what the statement carried. Next prints all of
 * an error that a page throws.
 */
export async function withoutValues<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(describeError(error));
  }
}

/** Better Auth's log, on standard error. */
export const authLog = {
  level: "error",
  log(level, message, ...details) {
    const line = ["auth", level, withoutParameters(message), ...details.map(describeError)].join(" ");
    // What a request holds may be in it, and must not make a line of its own.
    console.error(line.replace(/\p{Cc}+/gu, " "));
  },
} satisfies BetterAuthOptions["logger"];
