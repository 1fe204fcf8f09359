import { problemSchema } from "@claimcheck/contract/problems";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";
import { createJsonSchemaTransform } from "fastify-type-provider-zod";
import { z } from "zod";

// The docs page is the one page here; everything it loads is its own. Swagger UI makes a <style> element.
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const toJsonSchema = createJsonSchemaTransform({
  zodToJsonConfig: {
    // A format says it; the pattern behind it is hundreds of characters long.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  },
});

const problem = {
  description: "A problem (RFC 9457); `type` leads to its explanation",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/** OpenAPI 3.1 at /openapi.json, and a page to try it at /docs; both made from the routes' schemas. */
export const openapi = fp<{ apiUrl: string }>(
  async (app, { apiUrl }) => {
    await app.register(swagger, {
      openapi: {
        openapi: "3.1.1",
        info: {
          title: "Claimcheck API",
          version: "1",
          description:
            "Tasks of exactly one person: the one the bearer token names. Get a token from the web app's /api/auth/token.",
        },
        servers: [{ url: apiUrl }],
        components: {
          securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
          schemas: { Problem: z.toJSONSchema(problemSchema) as Record<string, unknown> },
        },
      },
      transform: (document) => {
        // Routes that declare no schema have none.
        const { schema = {}, url } = toJsonSchema(document);
        const { config } = document.route;
        const security = config?.public ? [] : [{ bearer: config?.scope ? [config.scope] : [] }];
        const response = { ...(schema.response as object), default: problem };
        // Grouped by resource: the part of the path after the version.
        const tags = [url.replace(/^\/v1/, "").split("/")[1] ?? ""];
        return { url, schema: { ...schema, tags, security, response } };
      },
    });
    app.get("/openapi.json", { config: { public: true }, schema: { hide: true } }, async () =>
      app.swagger(),
    );
    await app.register(docs);
  },
  { name: "openapi" },
);

async function docs(app: FastifyInstance): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, public: true };
  });
  await app.register(swaggerUi, { routePrefix: "/docs", staticCSP: docsPolicy });
}
