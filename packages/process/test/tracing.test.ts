import { expect, onTestFinished, test } from "vitest";
import { startOtlpReceiver } from "../src/testing/otlp-receiver.ts";
import { startTracing } from "../src/tracing.ts";

test("of a span only what is named goes out: no address, message, statement, event or link, whatever a library puts in", async () => {
  const collector = await startOtlpReceiver();
  onTestFinished(() => collector.stop());
  const provider = startTracing("some-service", collector.url);
  const tracer = provider.getTracer("a library");
  const linked = tracer.startSpan("linked");
  linked.end();
  const links = [{ context: linked.spanContext(), attributes: { note: "ada-in-a-link" } }];
  const span = tracer.startSpan("fetch GET http://api.test:8000/v1/ada-in-a-path?q=ada-in-a-query", { links });
  span.setAttributes({
    "http.route": "/v1/:name",
    "http.target": "/ada-in-a-target",
    "db.query.text": "ada-in-a-query",
  });
  span.addEvent("an event", { note: "ada-in-an-event" });
  span.recordException(new Error("Failed query, params: ada-in-an-exception"));
  span.setStatus({ code: 2, message: "ada-in-a-status" });
  span.end();
  await provider.shutdown();

  expect(collector.text()).not.toContain("ada-in");
  expect(collector.spans().map(({ service, name }) => [service, name])).toEqual([
    ["some-service", "linked"],
    ["some-service", "fetch GET http://api.test:8000"],
  ]);
  expect(collector.spans()[1]).toMatchObject({
    traceId: span.spanContext().traceId,
    status: { code: 2 },
    attributes: [{ key: "http.route", value: { stringValue: "/v1/:name" } }],
  });
});
