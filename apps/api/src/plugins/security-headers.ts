import fp from "fastify-plugin";

/** For an API that serves no pages and whose answers belong to one person; OWASP REST cheat sheet. */
export function securityHeaders(apiUrl: string): Record<string, string> {
  return {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    ...(apiUrl.startsWith("https:") && { "strict-transport-security": "max-age=63072000" }),
  };
}

/** Puts those headers and the request's id on every answer, errors included. */
export const headers = fp<{ apiUrl: string }>(
  async (app, { apiUrl }) => {
    const fixed = securityHeaders(apiUrl);
    app.addHook("onRequest", async (request, reply) => {
      reply.headers({ ...fixed, "x-request-id": request.id });
    });
  },
  { name: "security-headers" },
);
