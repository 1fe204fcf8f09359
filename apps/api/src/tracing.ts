import type { AsUser } from "@claimcheck/database/as-user";
import { FastifyOtelInstrumentation } from "@fastify/otel";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

/**
 * Sends a span of each request and of each transaction to an OpenTelemetry collector. A request's span continues the
 * caller's trace. The exporter reads OTEL_EXPORTER_OTLP_HEADERS and its like by itself. No span holds a query, a
 * header or a parameter.
 */
export function startTracing(endpoint: string) {
  const exporter = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 2000 }));
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "claimcheck-api" }),
    spanProcessors: [exporter],
  });
  provider.register();
  const instrumentation = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    recordExceptions: false,
  });
  instrumentation.setTracerProvider(provider);
  const tracer = provider.getTracer("claimcheck");

  const traced = (asUser: AsUser): AsUser => {
    return (userUuid, access, work) =>
      tracer.startActiveSpan(`postgres ${access}`, { kind: SpanKind.CLIENT }, async (span) => {
        try {
          return await asUser(userUuid, access, work);
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
  };
  return { plugin: instrumentation.plugin(), traced, stop: () => provider.shutdown() };
}
