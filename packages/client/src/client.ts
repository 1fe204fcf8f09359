import type { Me } from "@claimcheck/contract/me";
import type { PageQuery } from "@claimcheck/contract/page";
import type { CreateTask, Task, TaskPage, UpdateTask } from "@claimcheck/contract/tasks";
import { ApiError, toApiError } from "./api-error.ts";

type Options = { signal?: AbortSignal | undefined };

export type ApiClient = {
  tasks: {
    list(query?: PageQuery, options?: Options): Promise<TaskPage>;
    create(task: CreateTask): Promise<Task>;
    update(id: string, change: UpdateTask): Promise<Task>;
    remove(id: string): Promise<void>;
  };
  me(options?: Options): Promise<Me>;
};

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

  async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
    const token = await getToken();
    let response = await attempt(path, init, token);
    if (response.status === 401) {
      await response.body?.cancel();
      response = await attempt(path, init, await getToken(token));
    }
    if (!response.ok) throw await toApiError(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  function write<T>(method: string, path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    return call(path, { method, headers, body: JSON.stringify(body) });
  }

  const task = (id: string) => `/v1/tasks/${encodeURIComponent(id)}`;
  return {
    tasks: {
      list(query = {}, { signal = null } = {}) {
        const search = new URLSearchParams();
        for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
        return call(`/v1/tasks?${search}`, { signal });
      },
      create: (body) => write("POST", "/v1/tasks", body),
      update: (id, change) => write("PATCH", task(id), change),
      remove: (id) => call(task(id), { method: "DELETE" }),
    },
    me: ({ signal = null } = {}) => call("/v1/me", { signal }),
  };
}
