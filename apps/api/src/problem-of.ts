import type { Problem, ProblemCode } from "@claimcheck/contract/problems";
import {
  AccountDisabledError,
  AccountGoneError,
  databaseCode,
  isOwnerGone,
  isRowRefused,
  isUnavailable,
  SessionEndedError,
} from "@claimcheck/database/errors";
import { challengeFor } from "@claimcheck/token-verifier/challenge";
import {
  BearerMissingError,
  BearerRequestError,
  InsufficientScopeError,
  KeysUnavailableError,
  TokenError,
  TokenExpiredError,
} from "@claimcheck/token-verifier/errors";
import type { FastifyError } from "fastify";
import { ProblemError } from "./problem.ts";

export const brokenEncoding = "The URL has a broken percent-encoding.";
const frameworkProblems: Readonly<Record<string, readonly [ProblemCode, string?]>> = {
  FST_ERR_BAD_URL: ["bad_request", brokenEncoding],
  FST_ERR_MAX_PARAM_LENGTH: ["uri_too_long"],
  FST_ERR_CTP_BODY_TOO_LARGE: ["payload_too_large", "A body may have at most 64 KiB, and an import 5 MiB."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupported_media_type"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["bad_request", "The body ended before its Content-Length."],
};
/** RFC 9110 section 15.5.2: a 401 has a challenge. */
const invalidToken = (why: string) => ({
  "www-authenticate": `Bearer realm="api", error="invalid_token", error_description="${why}"`,
});
const accountGone = invalidToken("The account is gone");
const sessionEnded = invalidToken("The session has ended");
export const retrySoon = { "retry-after": "2" };

/** The problem an error is answered with; undefined when the fault is ours, so nothing of it is told. */
export function problemOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof TokenError) return tokenProblem(error);
  if (error instanceof AccountGoneError) return new ProblemError("account_gone", { headers: accountGone });
  if (error instanceof SessionEndedError) return new ProblemError("session_ended", { headers: sessionEnded });
  if (error instanceof AccountDisabledError) return new ProblemError("account_disabled");
  if (isUnavailable(error)) return new ProblemError("unavailable", { headers: retrySoon, cause: error });
  // A check, a length or a form that only Postgres knows of; what it says of it may quote the value.
  if (/^(23514|22001|22P02)$/.test(databaseCode(error) ?? ""))
    return new ProblemError("bad_request", { detail: "A value isn't one that can be stored.", cause: error });
  // The account went between the check of it and a row that belongs to it.
  if (isOwnerGone(error)) return new ProblemError("account_gone", { headers: accountGone, cause: error });
  // Row-level security refused the row; to the caller it looks like one that isn't there. A missing grant is our fault.
  if (isRowRefused(error)) return new ProblemError("not_found", { cause: error });
  return error instanceof Error ? frameworkProblem(error) : undefined;
}

function tokenProblem(error: TokenError): ProblemError {
  const { wwwAuthenticate, retryAfter } = challengeFor(error);
  const headers = {
    ...(wwwAuthenticate && { "www-authenticate": wwwAuthenticate }),
    ...(retryAfter && { "retry-after": String(retryAfter) }),
  };
  if (error instanceof KeysUnavailableError) return new ProblemError("keys_unavailable", { headers });
  if (error instanceof BearerMissingError) return new ProblemError("token_missing", { headers });
  if (error instanceof BearerRequestError) return new ProblemError("invalid_request", { headers });
  if (error instanceof InsufficientScopeError)
    return new ProblemError("insufficient_scope", {
      detail: `The token lacks a scope that this needs: ${error.scopes.join(" ")}.`,
      headers,
    });
  // Why a token isn't accepted is for the log; that it ran out is something a client can act on.
  const detail = error instanceof TokenExpiredError ? "The token has expired." : "The token isn't accepted.";
  return new ProblemError("token_invalid", { detail, headers });
}

function frameworkProblem(error: Partial<FastifyError> & Error): ProblemError | undefined {
  if (error.validation) return validationProblem(error);
  const known = frameworkProblems[error.code ?? ""];
  if (known) {
    const [code, detail] = known;
    return new ProblemError(code, detail === undefined ? {} : { detail });
  }
  return error.statusCode === 400 ? new ProblemError("bad_request") : undefined;
}

const places = { body: "body", querystring: "query", params: "path", headers: "headers" } as const;

function validationProblem({ validation, validationContext = "body" }: Partial<FastifyError>) {
  const place = `/${places[validationContext]}`;
  const errors: NonNullable<Problem["errors"]> = [];
  for (const { instancePath, message = "is wrong", params } of validation ?? []) {
    const pointer = `${place}${instancePath === "/" ? "" : instancePath}`;
    const unknown: unknown[] = Array.isArray(params.keys) ? params.keys : [];
    if (unknown.length === 0) errors.push({ pointer, detail: message });
    for (const key of unknown)
      errors.push({
        pointer: `${pointer}/${pointerPart(String(key))}`,
        detail: "is no known field",
      });
  }
  return new ProblemError("validation_failed", { errors });
}

/** RFC 6901 section 3. */
export function pointerPart(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
