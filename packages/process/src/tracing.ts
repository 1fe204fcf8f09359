import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-node";

/** What a span may tell. Libraries also put in whole addresses, messages of errors, and what comes with the next version. */
const told = new Set([
  "better_auth.operation_id",
  "db.collection.name",
  "db.operation.name",
  "error.type",
  "http.method",
  "http.request.method",
  "http.response.status_code",
  "http.route",
  "http.status_code",
  "next.rsc",
  "next.span_type",
]);

/** The span with nothing in it of a person: no path, query, header, parameter or message. */
function bare(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => told.has(name)));
  return Object.create(span, {
    // Of an address in a name, whom it leads to.
    name: { value: span.name.replace(/(?<=https?:\/\/[^/?\s]+)[/?]\S*/g, "") },
    attributes: { value: attributes },
    events: { value: [] },
    links: { value: [] },
    status: { value: { code: span.status.code } },
  });
}

class CarefulProcessor extends BatchSpanProcessor {
  override onEnd(span: ReadableSpan): void {
    super.onEnd(bare(span));
  }
}

/**
 * Sends this process' spans to an OpenTelemetry collector. The exporter reads OTEL_EXPORTER_OTLP_HEADERS and its like by
 * itself. Gives what makes spans; its shutdown() sends what is left.
 */
export function startTracing(serviceName: string, endpoint: string): NodeTracerProvider {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 2000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    spanProcessors: [new CarefulProcessor(exporter)],
  });
  provider.register();
  return provider;
}
