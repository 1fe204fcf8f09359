import { type Problem, type ProblemCode, problems } from "@claimcheck/contract/problems";

type ProblemOptions = {
  detail?: string;
  headers?: Readonly<Record<string, string>>;
  errors?: Problem["errors"];
  cause?: unknown;
};

/** Thrown anywhere below a route; the error handler answers with the problem of that code. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly options: ProblemOptions;
  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code, { cause: options.cause });
    this.code = code;
    this.options = options;
  }
}

export const problemMediaType = "application/problem+json";

/** The problem document of RFC 9457 as text; `instance` is the request's path without its query. */
export function problemText(
  { code, options: { detail, errors } }: ProblemError,
  { apiUrl, instance, requestId }: { apiUrl: string; instance: string; requestId: string },
): string {
  const { title, status, cause } = problems[code];
  const type = `${apiUrl}/problems/${code}`;
  const problem: Problem = {
    type,
    title,
    status,
    detail: detail ?? cause,
    instance,
    code,
    requestId,
  };
  return JSON.stringify({ ...problem, errors });
}
