import type { Problem } from "@claimcheck/contract/problems";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";

type Media = Record<string, { schema: Record<string, unknown> }>;
type Operation = { responses: Record<string, { content?: Media }> };
export type OpenApi = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: { Problem: object }; examples: Record<string, { value: unknown }> };
};
type Answered = { status: number; headers: Headers; text: string; body: unknown };

const contracts = new Map<string, OpenApi>();
const validators = new Map<string, ValidateFunction>();

/** Holds what `url` answers from now on to its own OpenAPI document. */
export function learnContract(url: string, document: OpenApi): void {
  contracts.set(url, document);
}

/**
 * Fails for a status, content type, body or event that the served document doesn't have for the operation, and for a
 * problem whose `detail` is no sentence with one full stop, or whose `errors` have one: clients put them into sentences.
 */
export async function expectConform(url: string, method: string, path: string, answer: Answered) {
  const [pathname = ""] = path.split("?", 1);
  if (answer.headers.get("content-type")?.startsWith("application/problem+json") && method !== "HEAD")
    expectFullStops(answer.body as Problem);
  if (method === "OPTIONS" || !/^\/(v1|livez|readyz|problems)\b/.test(pathname)) return;
  const document = contracts.get(url) ?? (await fetchContract(url));
  const { operation, template } = find(document, method, pathname);
  const type = (answer.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
  const where = `${method} ${template ?? pathname} ${answer.status}`;
  if (!operation || (method === "HEAD" && answer.status === 405)) {
    // No such route or method.
    expect([400, 404, 405, 414, 503], where).toContain(answer.status);
    expectBody(document, "problem", { $ref: "#/components/schemas/Problem" }, answer, method);
    return;
  }
  const known = operation.responses[answer.status];
  expect(known, `${where} is in /openapi.json`).toBeDefined();
  if (!known?.content) {
    expect(answer.text, where).toBe("");
    return;
  }
  const media = known.content[type];
  expect(media, `${where} with ${type} is in /openapi.json`).toBeDefined();
  if (!media) return;
  if (type.endsWith("json")) expectBody(document, `${url} ${where}`, media.schema, answer, method);
  else expectBody(document, `${url} ${where} ${type}`, media.schema, { ...answer, body: answer.text }, method);
  const event = media.schema["x-event"];
  for (const [, data = ""] of event ? answer.text.matchAll(/^data: (.*)$/gm) : [])
    expectBody(document, `${where} event`, event as object, { ...answer, body: JSON.parse(data) }, method);
}

function expectFullStops({ detail, errors = [] }: Problem): void {
  expect(detail).toMatch(/[^.]\.$/);
  for (const { pointer, detail: reason } of errors) expect(reason, pointer).not.toMatch(/\.$/);
}

function expectBody(document: OpenApi, key: string, schema: object, answer: Answered, method: string) {
  if (method === "HEAD") return;
  let validate = validators.get(key);
  if (!validate) {
    validate = compile({ ...schema, components: document.components });
    validators.set(key, validate);
  }
  validate(answer.body);
  expect(validate.errors ?? [], `${key}: ${answer.text.slice(0, 300)}`).toEqual([]);
}

function compile(schema: object): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** What is wrong with a value by a JSON Schema. */
export function misfits(schema: object, value: unknown): unknown[] {
  const validate = compile(schema);
  validate(value);
  return validate.errors ?? [];
}

function find(document: OpenApi, method: string, pathname: string) {
  const name = method === "HEAD" ? "get" : method.toLowerCase();
  const parts = pathname.split("/");
  // The path that is fixed for longest is the one that is routed to.
  const fitting = Object.entries(document.paths)
    .filter(([template]) => {
      const wanted = template.split("/");
      return (
        wanted.length === parts.length &&
        wanted.every((part, at) => (part.startsWith("{") ? parts[at] !== "" : part === parts[at]))
      );
    })
    .toSorted(([a], [b]) => a.split("{").length - b.split("{").length);
  const [template, operations] = fitting[0] ?? [];
  return { template, operation: operations?.[name] };
}

async function fetchContract(url: string): Promise<OpenApi> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  learnContract(url, document);
  return document;
}
