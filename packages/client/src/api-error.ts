import type { Problem, ProblemCode } from "@claimcheck/contract/problems";

/** What the API answered instead of success; `status` 0 and code `unreachable`: it didn't answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The problem's stable code; `unknown` when something in between answered. */
  readonly code: ProblemCode | "unreachable" | "unknown";
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly errors: NonNullable<Problem["errors"]>;
  /** Seconds to wait before another attempt, where the answer says so (RFC 9110 section 10.2.3). */
  readonly retryAfter: number | undefined;

  constructor(problem: {
    status: number;
    code: ApiError["code"];
    detail: string;
    requestId?: string | undefined;
    errors?: Problem["errors"];
    retryAfter?: number | undefined;
  }) {
    super(`${problem.code}: ${problem.detail}`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
    this.retryAfter = problem.retryAfter;
  }
}

/** Reads an answer that isn't a success; anything but a problem document (RFC 9457) becomes `unknown`. */
export async function toApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  const retryAfter = retryAfterOf(response);
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) {
    const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
    if (problem?.code) return new ApiError({ ...problem, status, retryAfter });
  }
  return new ApiError({ status, code: "unknown", detail: `The answer was ${status}`, retryAfter });
}

/** The seconds of `Retry-After`; undefined without one, or for a date, which neither of our servers sends. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
