import type { BetterAuthOptions } from "better-auth/minimal";

/** A failed query's message lists its parameters, and those hold addresses, hashes and session tokens. */
function withoutParameters(text: string): string {
  return text.replace(/\n?params:[\s\S]*/, "");
}

/**
 * Describes an error in one line: its message and those of its causes, without the values of any statement.
 * Better Auth passes a failed query on as the cause of an error of its own.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // A refused connection to a name with two addresses has a code but no message.
  const own = withoutParameters(error.message) || String((error as { code?: string }).code ?? "");
  return [own, describeError(error.cause)].filter(Boolean).join(": ");
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
