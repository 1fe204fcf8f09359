import { once } from "node:events";
import { Worker } from "node:worker_threads";

/* What one user can send to slow the API down for others. The test of fairness and `pnpm bench` run the same. */

/** Sends a request as one user and gives the status. A text is sent as it is, anything else as JSON. */
export type Call = (method: string, path: string, body?: unknown, contentType?: string) => Promise<number>;

export type Attack = {
  name: string;
  /** SQL that the tables' owner runs first; $1 is the attacker's uuid. */
  prepare?: string[];
  run: (call: Call) => Promise<unknown>;
};

const bodySize = 5 * 1024 * 1024 - 100;
const importPath = "/v1/tasks/import";

const fill = (unit: string) => unit.repeat(Math.floor(bodySize / unit.length));

const nested = `{"tasks":${fill("[").slice(bodySize / 2)}${fill("]").slice(bodySize / 2)}}`;
const unknownKeys = `{"tasks":[{"title":"x"${Array.from({ length: 430_000 }, (_, at) => `,"${at}":1`).join("")}}]}`;
const emptyObjects = `{"tasks":[${fill("{},")}{}]}`;
const wrongTags = `{"tasks":[${Array.from({ length: 9000 }, () => `{"title":"x","tags":[${"1,".repeat(200)}1]}`).join()}]}`;

/** `times` requests, `atOnce` of them at a time. */
async function volley(times: number, atOnce: number, send: () => Promise<unknown>): Promise<void> {
  let left = times;
  const next = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

const imports = (body: string, contentType?: string) => (call: Call) =>
  volley(20, 3, () => call("POST", importPath, body, contentType));

const largestImport = JSON.stringify({
  tasks: Array.from({ length: 9000 }, (_, at) => ({
    title: `Task ${at} ${"t".repeat(100)}`,
    description: "d".repeat(150),
    tags: Array.from({ length: 15 }, (_, tag) => `tag ${(at + tag) % 150}`),
  })),
}).slice(0, bodySize);

export const attacks: Attack[] = [
  { name: "imports of nested arrays", run: imports(nested) },
  { name: "imports of 430,000 unknown keys", run: imports(unknownKeys) },
  { name: "imports of 1.7 million empty objects", run: imports(emptyObjects) },
  { name: "imports of tasks with wrong tags", run: imports(wrongTags) },
  { name: "imports of nothing but commas", run: imports(`title\n${fill(",")}`, "text/csv") },
  { name: "imports of nothing but empty lines", run: imports(`title\n${fill("\n")}`, "text/csv") },
  { name: "the largest imports", run: imports(largestImport) },
  {
    name: "searches of 10,000 long descriptions",
    prepare: [
      `insert into task (user_id, title, description)
       select $1, 'Task ' || n, (select string_agg(md5(n::text || m), ' ') from generate_series(1, 300) m)
       from generate_series(1, 10000) n`,
    ],
    run: (call) => volley(60, 12, () => call("GET", "/v1/tasks?q=nothing")),
  },
  {
    name: "an import of 3,000 and 15 creates",
    run: (call) =>
      Promise.all([
        call("POST", importPath, { tasks: Array.from({ length: 3000 }, (_, at) => ({ title: `Task ${at}` })) }),
        volley(150, 15, () => call("POST", "/v1/tasks", { title: "More" })),
      ]),
  },
];

/** A function that calls the API at `url` with a token, and gives 0 for a request that got no answer. */
export function caller(url: string, token: string): Call {
  return async (method, path, body, contentType = "application/json") => {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": contentType }) },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  };
}

/** What a user got: the status of each answer, and its milliseconds. */
export type Seen = { statuses: number[]; times: number[] };

/** Another user's requests, reads and writes in turn, one after another, until `isEnough` says so. */
export async function neighbour(call: Call, isEnough: (count: number) => boolean): Promise<Seen> {
  const seen: Seen = { statuses: [], times: [] };
  while (!isEnough(seen.times.length)) {
    const since = performance.now();
    const turn = seen.times.length % 2;
    seen.statuses.push(
      turn ? await call("POST", "/v1/tasks", { title: "Mine" }) : await call("GET", "/v1/tasks?limit=20"),
    );
    seen.times.push(performance.now() - since);
  }
  return seen;
}

/**
 * What another user gets during an attack: at least `least` answers, from its beginning to its end, and it is repeated
 * until these are there. `answers`: how often the attacker got each status. The attacker has a thread of its own, so that
 * what it sends doesn't hold up the other user's requests here.
 */
export async function attackWhile(name: string, attacker: { url: string; token: string }, call: Call, least: number) {
  const thread = new Worker(new URL("attacker.ts", import.meta.url), { workerData: { ...attacker, name } });
  const ended = once(thread, "exit");
  let over = false;
  const answers = once(thread, "message").then(([answers]) => {
    over = true;
    return answers as Map<number, number>;
  });
  let told = false;
  const seen = await neighbour(call, (count) => {
    if (count >= least && !told) thread.postMessage("enough");
    told ||= count >= least;
    return over;
  });
  const got = await answers;
  await ended;
  return { ...seen, answers: got };
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
