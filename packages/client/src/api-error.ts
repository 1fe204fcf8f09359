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

  constructor(problem: {
    status: number;
    code: ApiError["code"];
    detail: string;
    requestId?: string | undefined;
    errors?: Problem["errors"];
  }) {
    super(`${problem.code}: ${problem.detail}`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
  }
}

/** Reads an answer that isn't a success; anything but a problem document (RFC 9457) becomes `unknown`. */
export async function toApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) {
    const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
    if (problem?.code) return new ApiError({ ...problem, status });
  }
  return new ApiError({ status, code: "unknown", detail: `The answer was ${status}` });
}
