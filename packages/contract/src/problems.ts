import { z } from "zod";

type ProblemKind = { status: number; title: string; cause: string; mend: string };

/** Every problem the API answers with, by its stable code. */
export const problems = {
  bad_request: {
    status: 400,
    title: "The request can't be read",
    cause: "The URL, a header or the JSON is malformed.",
    mend: "Correct the request as `detail` says and send it again.",
  },
  validation_failed: {
    status: 400,
    title: "The request has wrong fields",
    cause: "A field of the body, query or path is missing, unknown or of the wrong form.",
    mend: "Correct each field that `errors` names.",
  },
  invalid_request: {
    status: 400,
    title: "The bearer token is sent in a wrong way",
    cause: "More than one Authorization header, or a token outside of it (RFC 6750 section 3.1).",
    mend: "Send exactly one `Authorization: Bearer <token>` header and no token elsewhere.",
  },
  token_missing: {
    status: 401,
    title: "Sign in first",
    cause: "The request carries no bearer token.",
    mend: "Get a token from the web app's /api/auth/token and send it as `Authorization: Bearer <token>`.",
  },
  token_invalid: {
    status: 401,
    title: "The token isn't accepted",
    cause: "The bearer token is malformed, expired, or not meant for this API.",
    mend: "Get a new token from the web app's /api/auth/token.",
  },
  account_gone: {
    status: 401,
    title: "The account doesn't exist any more",
    cause: "The token is genuine, but its account was deleted.",
    mend: "Sign in with another account.",
  },
  session_ended: {
    status: 401,
    title: "The session has ended",
    cause:
      "The token is genuine, but its session was signed out, revoked by its user or an administrator, or has expired.",
    mend: "Get a token of another session from the web app's /api/auth/token; if it refuses, sign in again.",
  },
  insufficient_scope: {
    status: 403,
    title: "The token doesn't allow this",
    cause: "The route needs a scope that the token doesn't have.",
    mend: "Ask the issuer for a token with the scope that `WWW-Authenticate` names.",
  },
  account_disabled: {
    status: 403,
    title: "The account is disabled",
    cause: "An administrator disabled the account.",
    mend: "Ask the administrator.",
  },
  not_yours: {
    status: 403,
    title: "The path names somebody else",
    cause: "The user in the path isn't the one that the token names.",
    mend: "Use the `uuid` of /v1/me in the path, or the same route without it.",
  },
  not_found: {
    status: 404,
    title: "There is nothing here",
    cause: "The route or the row doesn't exist, or the row isn't yours.",
    mend: "Check the address and the id.",
  },
  method_not_allowed: {
    status: 405,
    title: "The route has no such method",
    cause: "The path exists, the method doesn't.",
    mend: "Use one of the methods in the `Allow` header.",
  },
  not_acceptable: {
    status: 406,
    title: "The answer has another form",
    cause: "The `Accept` header leaves out every form that the route answers in.",
    mend: "Accept `application/json`, or what /openapi.json lists for the route.",
  },
  request_timeout: {
    status: 408,
    title: "The request took too long to arrive",
    cause: "The headers or the body weren't sent in time.",
    mend: "Send the whole request at once.",
  },
  tag_exists: {
    status: 409,
    title: "You have a tag of that name",
    cause: "Names of tags are unique for each person, in any case of their letters.",
    mend: "Take the tag that `GET /v1/tags?name=` finds, or choose another name.",
  },
  quota_reached: {
    status: 409,
    title: "You have as many as one may have",
    cause: "A person may have 10,000 tasks, 200 tags and in 24 hours 10,000 idempotency keys, and a task 20 tags.",
    mend: "Delete what isn't needed; `detail` says of what there are too many. Keys go by themselves.",
  },
  idempotency_key_running: {
    status: 409,
    title: "The same request is being answered",
    cause: "Another request with this `Idempotency-Key` hasn't ended yet.",
    mend: "Wait a moment, then send it again with the same key.",
  },
  version_changed: {
    status: 412,
    title: "It was changed meanwhile",
    cause: "The version in `If-Match` isn't the stored one any more.",
    mend: "Read the current version, decide, and send its ETag.",
  },
  payload_too_large: {
    status: 413,
    title: "The body is too large",
    cause: "The request body is over the limit that `detail` gives.",
    mend: "Send less in one request.",
  },
  uri_too_long: {
    status: 414,
    title: "The address is too long",
    cause: "The URL or one of its parts is over the limit.",
    mend: "Shorten the address.",
  },
  unsupported_media_type: {
    status: 415,
    title: "The body isn't of a form that is read here",
    cause: "The Content-Type isn't `application/json` in UTF-8, nor `text/csv` where that is read.",
    mend: "Send JSON with `Content-Type: application/json`.",
  },
  import_rejected: {
    status: 422,
    title: "Nothing was imported",
    cause: "Some rows are wrong; `errors` has the first 1,000 of them, with up to three reasons each.",
    mend: "Correct those rows and import the whole again.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "The key belongs to another request",
    cause: "The `Idempotency-Key` was used for a different request in the last 24 hours.",
    mend: "Take a new key for each new request; keep it only to send the same one again.",
  },
  search_too_slow: {
    status: 422,
    title: "The search took too long",
    cause: "The text wasn't found in time among all of the tasks that the other filters leave.",
    mend: "Add a filter, such as `status`, `tags` or a range of due dates, and search again.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    cause: "One user sent more requests in a minute or at once, or one address more refused tokens, than is allowed.",
    mend: "Wait the seconds in `Retry-After` and send fewer at once; with refused tokens, get a new one first.",
  },
  headers_too_large: {
    status: 431,
    title: "The headers are too large",
    cause: "The request's headers are over the limit.",
    mend: "Send fewer or shorter headers.",
  },
  internal_error: {
    status: 500,
    title: "Something failed on our side",
    cause: "A fault in the API; the log has it under the request id.",
    mend: "Try again; report the request id if it stays.",
  },
  unavailable: {
    status: 503,
    title: "Not available right now",
    cause: "The database can't answer in time, or the API is about to stop.",
    mend: "Try again after the seconds in `Retry-After`.",
  },
  keys_unavailable: {
    status: 503,
    title: "Tokens can't be checked right now",
    cause: "The issuer's keys can't be fetched; the token may well be good.",
    mend: "Try again after the seconds in `Retry-After`.",
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;
const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** A problem document: RFC 9457, with a stable `code`, the request's id, and a list of wrong fields. */
export const problemSchema = z.object({
  type: z.string().describe("Leads to what the code means and how to mend it"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(codes),
  requestId: z.string(),
  /** Each wrong field: a JSON pointer (RFC 6901) below `/body`, `/query` or `/path`, and what to change. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
