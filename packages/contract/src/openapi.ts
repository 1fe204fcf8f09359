import { z } from "zod";
import { type EndpointName, endpoints } from "./endpoints.ts";
import { type ChangeEvent, eventsMediaType, messageOf } from "./events.ts";
import { jsonMediaType, type Operation, operations } from "./operations.ts";
import { type ProblemCode, problemSchema, problems } from "./problems.ts";
import { resourceMetadataPath, resourceMetadataSchema } from "./resource-metadata.ts";
import { csvExample, csvHeader, csvMediaType } from "./transfer.ts";

type Json = Record<string, unknown>;
const problemMediaType = "application/problem+json";

const anywhere: ProblemCode[] = ["bad_request", "validation_failed", "request_timeout", "uri_too_long"];
const everywhere: ProblemCode[] = [...anywhere, "headers_too_large", "internal_error", "unavailable"];
const signedIn: ProblemCode[] = [
  ...everywhere,
  "invalid_request",
  "token_missing",
  "token_invalid",
  "account_gone",
  "session_ended",
  "account_disabled",
  "not_acceptable",
  // A row that row-level security refuses looks like one that isn't there.
  "not_found",
  "too_many_requests",
  "keys_unavailable",
];

/** Every problem that an operation may answer with. `owned`: its path names the user. */
function problemsOf(name: EndpointName, of: Operation, owned: boolean): ProblemCode[] {
  const [method = ""] = endpoints[name].split(" ");
  return [
    ...signedIn,
    ...(of.problems ?? []),
    ...(of.scope !== "any" ? (["insufficient_scope"] as const) : []),
    ...(owned ? (["not_yours"] as const) : []),
    ...(method === "GET" ? [] : (["payload_too_large", "unsupported_media_type"] as const)),
    ...(method === "POST" ? (["idempotency_key_running", "idempotency_key_reused", "quota_reached"] as const) : []),
    ...(of.versioned && /PATCH|DELETE/.test(method) ? (["version_changed"] as const) : []),
  ];
}

function toSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    // A format says it; the pattern behind it is hundreds of characters long.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return json as Json;
}

/** A body of any of these types, with its example; what isn't JSON is text. */
function content(types: readonly string[], schema: z.ZodType, io: "input" | "output"): Json {
  const [example] = (schema.meta()?.examples as unknown[] | undefined) ?? [];
  const of = (type: string): Json => {
    if (type === csvMediaType) {
      // One's own table may have its columns in any order.
      const first = io === "output" && { pattern: `^${csvHeader}` };
      return { schema: { type: "string", ...first }, example: csvExample };
    }
    const json = { schema: toSchema(schema, io), ...(example !== undefined && { example }) };
    if (type !== eventsMediaType) return json;
    // OpenAPI 3.1 has no word for what the messages of a stream hold.
    const description = "Server-sent events; the data of each is JSON of the form in x-event";
    return {
      schema: { type: "string", description, "x-event": json.schema },
      example: messageOf(example as ChangeEvent),
    };
  };
  return Object.fromEntries(types.map((type) => [type, of(type)]));
}

function problemAnswers(codes: ProblemCode[]): Json {
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status);
  const schema = { $ref: "#/components/schemas/Problem" };
  const examples = (named: ProblemCode[]) =>
    Object.fromEntries(named.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return Object.fromEntries(
    [...byStatus].map(([status, named]) => [
      status,
      { description: named.join(", "), content: { [problemMediaType]: { schema, examples: examples(named) } } },
    ]),
  );
}

function problemExamples(apiUrl: string): Json {
  return Object.fromEntries(
    Object.entries(problems).map(([code, { title, status, cause }]) => {
      const about = { type: `${apiUrl}/problems/${code}`, title, status, detail: cause, instance: "/v1/tasks", code };
      const errors = [{ pointer: "/body/title", detail: "must not be empty" }];
      const listed = (code === "validation_failed" || code === "import_rejected") && { errors };
      return [code, { value: { ...about, requestId: "019ab1c2-0000-7f60-8a91-b2c3d4e5f607", ...listed } }];
    }),
  );
}

function parameters(schema: z.ZodObject | undefined, place: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

const header = (name: string, description: string) => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
});

function describe(name: EndpointName, owned: boolean): Json {
  const of: Operation = operations[name];
  const [method = "", path = ""] = endpoints[name].split(" ");
  const reads = method === "GET";
  const etag = of.versioned && method !== "DELETE" && { headers: { ETag: { schema: { type: "string" } } } };
  const answers = Object.entries(of.answers).map(([status, schema]) => [
    status,
    {
      description: schema.description ?? "Success",
      ...etag,
      ...(status !== "204" && {
        content: content(of.produces ?? [jsonMediaType], schema, "output"),
      }),
    },
  ]);
  return {
    operationId: owned ? `${name}OfUser` : name,
    summary: of.summary,
    tags: [owned ? "users" : path.split("/")[2]],
    security: [{ bearer: of.scope === "any" ? [] : [of.scope] }],
    parameters: [
      ...parameters(owned ? z.object({ userUuid: z.guid() }) : undefined, "path"),
      ...parameters(of.params, "path"),
      ...parameters(of.query, "query"),
      ...(method === "POST" ? [header("Idempotency-Key", "Makes a repetition give the first answer again")] : []),
      ...(of.versioned && reads ? [header("If-None-Match", "An ETag that you have: 304 while it is current")] : []),
      ...(of.versioned && /PATCH|DELETE/.test(method)
        ? [header("If-Match", "The ETag to change: 412 when it isn't current")]
        : []),
    ],
    ...(of.body && {
      requestBody: {
        required: true,
        content: content(of.consumes ?? [jsonMediaType], of.body, "input"),
      },
    }),
    responses: {
      ...Object.fromEntries(answers),
      ...(of.versioned && reads && { 304: { description: "It is as `If-None-Match` says", ...etag } }),
      ...problemAnswers(problemsOf(name, of, owned)),
    },
  };
}

/** What anybody may ask: a summary, the problems, and what is answered. */
const open = {
  [resourceMetadataPath]: [
    "How to get a token: OAuth protected resource metadata, RFC 9728",
    [],
    resourceMetadataSchema,
  ],
  "/livez": ["Whether the process runs", [], z.object({ status: z.literal("ok") })],
  "/readyz": [
    "Whether it can check tokens and reach its rows",
    ["keys_unavailable"],
    z.object({ status: z.literal("ok") }),
  ],
  "/problems/{code}": [
    "What a problem's code means, and how to mend it",
    ["not_found"],
    z.object({
      code: z.string(),
      status: z.int(),
      title: z.string(),
      cause: z.string(),
      mend: z.string(),
    }),
  ],
} as const satisfies Record<string, readonly [string, readonly ProblemCode[], z.ZodType]>;

/** The OpenAPI 3.1 document of the API at that origin, from nothing but the contract. */
export function openApiDocument(apiUrl: string): Json {
  const paths: Record<string, Json> = {};
  const put = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const name of Object.keys(endpoints) as EndpointName[]) {
    const [method = "", path = ""] = endpoints[name].split(" ");
    put(path, method, describe(name, false));
  }
  for (const name of Object.keys(endpoints) as EndpointName[]) {
    const [method = "", path = ""] = endpoints[name].split(" ");
    if (path.startsWith("/v1/tasks")) put(path.replace("/v1", "/v1/users/{userUuid}"), method, describe(name, true));
  }
  for (const [path, [summary, codes, answer]] of Object.entries(open)) {
    put(path, "get", {
      operationId: path.split("/").find((part) => /^[a-z]/.test(part)),
      summary,
      tags: ["service"],
      security: [],
      parameters: path.includes("{") ? parameters(z.object({ code: z.string() }), "path") : [],
      responses: {
        200: {
          description: "Success",
          content: content([jsonMediaType], answer, "output"),
        },
        ...problemAnswers([...everywhere, ...codes]),
      },
    });
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Claimcheck API",
      version: "1",
      description:
        "Tasks of exactly one person: the one the bearer token names. Get a token from the web app's /api/auth/token.",
    },
    servers: [{ url: apiUrl }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Problem: toSchema(problemSchema, "output") },
      examples: problemExamples(apiUrl),
    },
  };
}
