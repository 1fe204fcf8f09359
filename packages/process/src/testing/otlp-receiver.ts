import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Span = {
  /** The `service.name` of who sent it. */
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
};

/** Stands where a collector does: takes OTLP over HTTP, as JSON, on a free port, and keeps it. */
export async function startOtlpReceiver() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    if (request.url !== "/v1/traces") return void response.writeHead(404).end();
    bodies.push(Buffer.concat(await request.toArray()).toString());
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** All that came, word for word. */
    text: () => bodies.join("\n"),
    spans: (): Span[] =>
      bodies
        .flatMap((body) => JSON.parse(body).resourceSpans)
        .flatMap(({ resource, scopeSpans }) => {
          const { value } = resource.attributes.find(({ key }: { key: string }) => key === "service.name");
          return scopeSpans.flatMap(({ spans }: { spans: Span[] }) =>
            spans.map((span) => ({ ...span, service: value.stringValue })),
          );
        }),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
