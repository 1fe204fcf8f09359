import type { AsUser } from "@claimcheck/database/as-user";
import { startTracing as start } from "@claimcheck/process/tracing";
import { FastifyOtelInstrumentation } from "@fastify/otel";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

/** Makes a span of each request, which continues the caller's trace, and of each transaction below it. */
export function startTracing(endpoint: string) {
  const provider = start("claimcheck-api", endpoint);
  const instrumentation = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    recordExceptions: false,
    ignorePaths: ({ url }) => url === "/livez" || url === "/readyz",
    requestHook(span, { method, routeOptions, headers }) {
      span.updateName(`${method} ${routeOptions.url ?? "(no route)"}`);
      // Where the log looks for the trace, so that it names one that begins here, too.
      propagation.inject(trace.setSpan(context.active(), span), headers);
    },
  });
  instrumentation.setTracerProvider(provider);
  const tracer = provider.getTracer("claimcheck");

  const traced = (asUser: AsUser): AsUser => {
    return (caller, access, work) =>
      tracer.startActiveSpan(`postgres ${access}`, { kind: SpanKind.CLIENT }, async (span) => {
        try {
          return await asUser(caller, access, work);
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
