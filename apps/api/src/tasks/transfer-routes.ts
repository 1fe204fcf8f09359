import { Readable } from "node:stream";
import { jsonMediaType } from "@claimcheck/contract/operations";
import type { Task } from "@claimcheck/contract/tasks";
import { csvHeader, csvMediaType, type Export, type Import, maxImportBytes } from "@claimcheck/contract/transfer";
import type { AsUser, Caller } from "@claimcheck/database/as-user";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { BodyShape } from "../body-shape.ts";
import { answerOnce } from "../idempotency.ts";
import { importRunning } from "../locks.ts";
import { operation } from "../operation.ts";
import { tooManyAtOnce } from "../places.ts";
import { freeWhenSent } from "../plugins/pressure.ts";
import { ProblemError } from "../problem.ts";
import { createTagsRepository } from "../tags/repository.ts";
import { csvLine, csvTagLine, readTable } from "./csv.ts";
import { createTaskImport, readImport } from "./import.ts";
import type { createTaskReads } from "./read.ts";
import { tableText } from "./table-text.ts";

const prefix = "/v1/tasks";
const pageSize = 500;
/** A list of tasks with a list of tags each. It lets in more tasks than allowed, so that the refusal can name them. */
export const importShape: BodyShape = { widths: [16, 20_000, 64, 64, 64], values: 350_000 };
type Deps = { asUser: AsUser; reads: ReturnType<typeof createTaskReads> };

/** What came as text/csv, in a class of its own: no JSON is taken for it. */
class Table {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Everything out as a file, and in again. */
export const transferRoutes: FastifyPluginAsyncZod<Deps> = async (app, { asUser, reads }) => {
  const tags = createTagsRepository(asUser);
  const addAll = createTaskImport();
  // Only here is a table read.
  app.addContentTypeParser<Buffer>(
    /^text\/csv(; ?(charset="?[\w-]+"?|header=present))*$/i,
    { parseAs: "buffer" },
    async ({ headers }: FastifyRequest, bytes: Buffer) => {
      const [, charset] = /charset="?([\w-]+)/i.exec(headers["content-type"] ?? "") ?? [];
      return new Table(tableText(bytes, charset));
    },
  );

  // A page at a time, each in a transaction of its own: a slow reader holds no connection to the database.
  async function* pages(caller: Caller): AsyncGenerator<Task[]> {
    for (let last: string | undefined; ; ) {
      const page = await reads.all(caller, pageSize, last);
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      last = page.at(-1)?.id;
    }
  }

  async function* json(caller: Caller): AsyncGenerator<string> {
    const own = (await tags.list(caller)).map(({ name, color }) => ({ name, color }));
    yield `{"exportedAt":"${new Date().toISOString()}","tags":${JSON.stringify(own)},"tasks":[`;
    let separator = "\n";
    for await (const page of pages(caller)) {
      yield separator + page.map((task) => JSON.stringify(exported(task))).join(",\n");
      separator = ",\n";
    }
    yield "\n]}\n";
  }

  async function* csv(caller: Caller): AsyncGenerator<string> {
    const unused = new Map((await tags.list(caller)).map((tag) => [tag.id, tag]));
    // Without the mark Excel takes UTF-8 for the code page of its machine.
    yield `\ufeff${csvHeader}`;
    for await (const page of pages(caller)) {
      for (const task of page) for (const { id } of task.tags) unused.delete(id);
      yield page.map(csvLine).join("");
    }
    if (unused.size > 0) yield csvTagLine([...unused.values()]);
  }

  app.route({
    ...operation("exportTasks", prefix),
    handler: async (request, reply) => {
      // Each holds a page in memory for as long as its reader likes.
      if (!freeWhenSent(app.places.exports.take(request.principal.userUuid), reply))
        throw tooManyAtOnce("There can be two exports of yours at once.");
      const wanted = request.accepts().type([jsonMediaType, csvMediaType]);
      const format = request.query.format ?? (wanted === csvMediaType ? "csv" : "json");
      const lines = (format === "csv" ? csv : json)(request.principal);
      // Asked before the answer begins, so that a refusal is still an answer of its own.
      await tags.list(request.principal);
      reply.header("content-disposition", `attachment; filename="tasks.${format}"`);
      reply.type(`${format === "csv" ? csvMediaType : jsonMediaType}; charset=utf-8`);
      return reply.send(Readable.from(lines) as unknown as Export);
    },
  });

  /** What frees the place of an import, until its handler has it. */
  const places = new WeakMap<FastifyRequest, () => void>();
  /** One import of a user at a time, and a few in a minute. Before the body is read, so that none is held in memory. */
  async function takePlace(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const free = app.places.imports.take(request.principal.userUuid);
    if (!free) throw importRunning();
    places.set(request, free);
    // An import that has begun goes on without its caller, so its place isn't free yet.
    reply.raw.once("close", () => places.get(request)?.());
    await app.spendOfImport(request, reply);
  }

  // The body is checked below, so that all rows that are wrong are told, as 422.
  const { schema, ...route } = operation("importTasks", prefix);
  const { body: _checkedBelow, ...checked } = schema;
  app.route({
    ...route,
    config: { ...route.config, shape: importShape },
    schema: checked,
    bodyLimit: maxImportBytes,
    onRequest: takePlace,
    handler: async (request, reply) => {
      const free = places.get(request);
      places.delete(request);
      try {
        const given =
          request.body instanceof Table ? await readTableImport(request.body) : await readImport(request.body);
        return await answerOnce(asUser, request, reply, async (tx) => ({
          status: 200,
          body: await addAll(tx, request.principal.userUuid, given),
        }));
      } finally {
        free?.();
      }
    },
  });
};

async function readTableImport({ text }: Table): Promise<Import> {
  try {
    const { lines, ...given } = readTable(text);
    return await readImport(given, lines);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError("import_rejected", {
      errors: [{ pointer: "/body", detail: error.message }],
    });
  }
}

/** Without what belongs to this account only: ids and versions. */
function exported({ id: _id, version: _version, tags, ...task }: Task): Export["tasks"][number] {
  return { ...task, tags: tags.map(({ name }) => name) };
}
