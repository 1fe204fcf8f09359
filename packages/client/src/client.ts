import type { InputOf, OutputOf } from "@claimcheck/contract/calls";
import { type EndpointName, endpoints } from "@claimcheck/contract/endpoints";
import { ApiError, toApiError } from "./api-error.ts";

export type Options = {
  signal?: AbortSignal | undefined;
  /** The version that may be changed; another one: ApiError with code version_changed. */
  ifVersion?: number;
  /** Makes a repetition of a POST give the first answer again. */
  idempotencyKey?: string;
};

/** A function for each operation of the contract that answers with JSON. */
export type ApiClient = {
  [K in Exclude<EndpointName, "streamEvents">]: (
    ...args: Record<never, never> extends InputOf<K>
      ? [input?: InputOf<K>, options?: Options]
      : [input: InputOf<K>, options?: Options]
  ) => Promise<OutputOf<K>>;
} & {
  /** The answer as it is, once it is a success: for streams and files. */
  fetch(name: EndpointName, input?: Input, options?: Options): Promise<Response>;
};

/** A Blob is sent as it is, under its own media type. */
type Input = { params?: object; query?: object; body?: unknown };

/**
 * A typed client of the API.
 * Takes the API's origin and where tokens come from; a 401 is tried once more with another token.
 * Every call throws ApiError for an answer that isn't a success, or when there is none.
 */
export function createApiClient(settings: {
  apiUrl: string;
  /** Gives a token other than the one that was just refused. */
  getToken: (rejected?: string) => Promise<string>;
  fetch?: typeof fetch;
}): ApiClient {
  const { apiUrl, getToken } = settings;
  const send = settings.fetch ?? ((url, init) => fetch(url, init));

  async function attempt(path: string, init: RequestInit, token: string): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    try {
      // A cookie has no business at the API, and a redirect would carry the request elsewhere.
      return await send(`${apiUrl}${path}`, {
        ...init,
        headers,
        credentials: "omit",
        redirect: "error",
      });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      const detail = "The API can't be reached";
      throw Object.assign(new ApiError({ status: 0, code: "unreachable", detail }), { cause });
    }
  }

  async function call(name: EndpointName, input: Input = {}, options: Options = {}) {
    const { path, init } = requestOf(name, input, options);
    const token = await getToken();
    let response = await attempt(path, init, token);
    if (response.status === 401) {
      await response.body?.cancel();
      response = await attempt(path, init, await getToken(token));
    }
    if (!response.ok) throw await toApiError(response);
    return response;
  }

  const calls = Object.keys(endpoints).map((name) => [
    name,
    async (input?: Input, options?: Options) => {
      const response = await call(name as EndpointName, input, options);
      return response.status === 204 ? undefined : response.json();
    },
  ]);
  return { ...Object.fromEntries(calls), fetch: call };
}

/** The path with its parameters and query, and the rest of the request. */
function requestOf(
  name: EndpointName,
  { params = {}, query = {}, body }: Input,
  { signal, ifVersion, idempotencyKey }: Options,
): { path: string; init: RequestInit } {
  const [method = "", pattern = ""] = endpoints[name].split(" ");
  const values: Readonly<Record<string, unknown>> = { ...params };
  const path = pattern.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(String(values[part])));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  const headers = {
    // One id from here to the database's log, so that a failure can be found again.
    "x-request-id": crypto.randomUUID(),
    ...(body !== undefined && { "content-type": body instanceof Blob ? body.type : "application/json" }),
    ...(ifVersion !== undefined && { "if-match": `"${ifVersion}"` }),
    ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
  };
  return {
    path: search.size > 0 ? `${path}?${search}` : path,
    init: {
      method,
      headers,
      signal: signal ?? null,
      ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
    },
  };
}
