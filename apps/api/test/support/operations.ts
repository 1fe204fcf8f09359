import { randomUUID } from "node:crypto";
import type { OpenApi } from "./conform.ts";

type Described = {
  operationId: string;
  security: Record<string, string[]>[];
  requestBody?: { content: Record<string, { example?: unknown }> };
};

/** A request that an operation takes, made from its example in the served document. */
export type Call = {
  operationId: string;
  method: string;
  path: string;
  body: unknown;
  /** What its token must allow; undefined: it takes none. */
  scope: string | undefined;
  public: boolean;
};

/** One request for each operation of the document. `ids`: what the ids in paths and bodies are. */
export function callsOf(document: OpenApi, ids: { userUuid: string; id?: string }): Call[] {
  const { userUuid, id = randomUUID() } = ids;
  return Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations as unknown as Record<string, Described>).map(([method, of]) => {
      const path = template.replace("{userUuid}", userUuid).replace("{id}", id).replace("{code}", "not_found");
      const example = of.requestBody?.content["application/json"]?.example;
      const [security] = of.security;
      return {
        operationId: of.operationId,
        method: method.toUpperCase(),
        path,
        body: withIds(example, id),
        scope: security?.bearer?.[0],
        public: security === undefined,
      };
    }),
  );
}

function withIds(example: unknown, id: string): unknown {
  if (typeof example !== "object" || example === null || !("ids" in example)) return example;
  return { ...example, ids: [id] };
}
