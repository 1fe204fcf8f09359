import { openApiDocument } from "@claimcheck/contract/openapi";
import swagger, { type StaticDocumentSpec } from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";

// The docs page is the one page here; everything it loads is its own. Swagger UI makes a <style> element.
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The contract's OpenAPI document at /openapi.json, and a page to try it at /docs, with a pasted token. */
export const openapi = fp<{ apiUrl: string }>(
  async (app, { apiUrl }) => {
    const document = openApiDocument(apiUrl);
    await app.register(swagger, {
      mode: "static",
      specification: { document: document as unknown as StaticDocumentSpec["document"] },
    });
    app.get("/openapi.json", { config: { public: true } }, async () => document);
    await app.register(docs);
  },
  { name: "openapi" },
);

async function docs(app: FastifyInstance): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, public: true };
  });
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: docsPolicy,
    uiConfig: { layout: "BaseLayout", persistAuthorization: false, tryItOutEnabled: true },
    theme: { title: "Claimcheck API" },
  });
}
