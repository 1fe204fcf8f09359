import { withClient } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { startOtlpReceiver } from "@claimcheck/process/testing/otlp-receiver";
import { behaviours } from "@claimcheck/token-verifier/testing/issuer";
import { describe, expect, onTestFinished, test } from "vitest";
import { request, startApi } from "./support/api.ts";
import { startProcess } from "./support/process.ts";

async function start(given: Parameters<typeof startApi>[0] = {}) {
  const api = await startApi(given);
  onTestFinished(() => api.close());
  return { api, ada: await api.person("Ada"), bob: await api.person("Bob") };
}

describe("one id from the caller to Postgres", () => {
  test("the request's id is the application's name while its transaction lasts, and not after it", async () => {
    const { api, ada } = await start({ poolSize: 1 });
    await api.asOwner(
      "create function seen() returns trigger language plpgsql as 'begin new.description := current_setting(''application_name''); return new; end'",
    );
    await api.asOwner("create trigger seen before insert on task for each row execute function seen()");
    const token = await ada.token();
    const headers = { "x-request-id": "from-the-browser-1" };
    const made = await request(api.url, "POST", "/v1/tasks", {
      token,
      body: { title: "x" },
      headers,
    });
    expect(made.headers.get("x-request-id")).toBe("from-the-browser-1");
    const read = await request(api.url, "GET", `/v1/tasks/${made.body.id}`, { token });
    expect(read.body.description).toBe("from-the-browser-1");
    const own = await request(api.url, "POST", "/v1/tasks", { token, body: { title: "x" } });
    const { body } = await request(api.url, "GET", `/v1/tasks/${own.body.id}`, { token });
    expect(body.description).toBe(own.headers.get("x-request-id"));
    const names =
      "select application_name as name from pg_stat_activity where usename = 'app_api' and datname = current_database() and application_name <> 'claimcheck-events'";
    const { rows } = await withClient(api.database.ownerUrl, (client) => client.query(names));
    expect(rows).toEqual([{ name: "api-test" }]);
  });

  test("the trace that the caller is part of is in the log line", async () => {
    const { api, ada } = await start();
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    await request(api.url, "GET", "/v1/tasks", {
      token: await ada.token(),
      headers: { traceparent },
    });
    expect(JSON.parse(api.logs.at(-1) ?? "").trace).toBe(trace);
    await request(api.url, "GET", "/v1/tasks", {
      token: await ada.token(),
      headers: { traceparent: "x\ty" },
    });
    expect(JSON.parse(api.logs.at(-1) ?? "")).not.toHaveProperty("trace");
  });
});

test("/metrics stands on a port of its own, and counts what happened", async () => {
  const metricsPort = await freePort();
  const api = await startProcess({ API_METRICS_PORT: String(metricsPort) });
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  await ada.call("GET", "/v1/tasks");
  await bob.call("GET", "/v1/tasks/0190a0a0-0000-7000-8000-000000000000");
  await request(api.url, "GET", "/v1/tasks", { token: "a.b.c" });
  expect((await request(api.url, "GET", "/metrics")).status).toBe(404);
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  for (const line of [
    /http_request_duration_seconds_count\{method="GET",route="\/v1\/tasks",status="200"\} 1/,
    /http_request_duration_seconds_count\{method="GET",route="\/v1\/tasks\/:id",status="404"\} 1/,
    /problems_total\{code="token_invalid"\} 1/,
    /requests_refused_total\{status="401",reason="token_malformed"\} 1/,
    /jwks_events_total\{type="keys_fetched"\} [1-9]/,
    /pg_pool_connections [1-9]/,
    /nodejs_eventloop_lag_seconds/,
  ])
    expect(text).toMatch(line);
  expect(text).not.toContain(ada.uuid);
});

test("/metrics counts each 401, 403 and 429 by its reason, which of a refused token is the verifier's", async () => {
  const metricsPort = await freePort();
  const limits = { RATE_LIMIT_USER: "3", RATE_LIMIT_REFUSED: "1" };
  const api = await startProcess({ API_METRICS_PORT: String(metricsPort), ...limits });
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  await request(api.url, "GET", "/v1/tasks");
  for (const token of ["a.b.c", "a.b.c"]) await request(api.url, "GET", "/v1/tasks", { token });
  const token = await api.issuer.mint({ sub: ada.id, uuid: ada.uuid, email: ada.email, scope: "tasks:read" });
  await request(api.url, "POST", "/v1/tasks", { token, body: { title: "x" } });
  await ada.call("GET", `/v1/users/${bob.uuid}/tasks`);
  for (const path of ["/v1/me", "/v1/me", "/v1/me", "/v1/me"]) await bob.call("GET", path);
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(text.match(/(?<=^requests_refused_total)\{.*$/gm)?.sort()).toEqual([
    '{status="401",reason="token_malformed"} 1',
    '{status="401",reason="token_missing"} 1',
    '{status="403",reason="insufficient_scope"} 1',
    '{status="403",reason="not_yours"} 1',
    '{status="429",reason="token_malformed"} 1',
    '{status="429",reason="too_many_requests"} 1',
  ]);
});

test("/metrics counts what happens to the keys, also that old ones are used while the issuer is down", async () => {
  const metricsPort = await freePort();
  const api = await startProcess({ API_METRICS_PORT: String(metricsPort), JWKS_REFRESH: "1s" });
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  expect((await ada.call("GET", "/v1/me")).status).toBe(200);
  api.issuer.setBehaviour(behaviours.down);
  const used = async () => {
    for (const person of [ada, bob]) expect((await person.call("GET", "/v1/me")).status).toBe(200);
    return (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  };
  await expect.poll(used).toMatch(/jwks_events_total\{type="keys_stale_used"\} [1-9]/);
  expect(await used()).toMatch(/jwks_events_total\{type="keys_fetch_failed"\} [1-9]/);
});

test("with a collector, each request is a span in the caller's trace, with its transaction below and nothing of a person in it", async () => {
  const collector = await startOtlpReceiver();
  onTestFinished(() => collector.stop());
  const api = await startProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  await request(api.url, "POST", "/v1/tasks", { token: ada.token, body: { title: "Secret title" }, headers });
  await bob.call("GET", "/v1/tasks?q=secret-words");
  await request(api.url, "GET", `/v1/tasks?access_token=${bob.token}`);
  await request(api.url, "GET", `/v1/${ada.email}`);
  await request(api.url, "GET", "/readyz");
  api.child.kill("SIGTERM");
  await api.exited;

  const spans = collector.spans();
  const [ofAda] = spans.filter(({ parentSpanId }) => parentSpanId === "00f067aa0ba902b7");
  expect(ofAda).toMatchObject({ service: "claimcheck-api", name: "POST /v1/tasks", traceId: trace });
  expect(spans).toContainEqual(expect.objectContaining({ name: "postgres write", traceId: trace }));
  const names = spans.map(({ name }) => name);
  for (const name of ["GET /v1/tasks", "GET (no route)", "postgres read"]) expect(names).toContain(name);
  expect(names).not.toContain("GET /readyz");
  for (const secret of [ada.token, bob.token, "Secret title", "secret-words", ada.email, ada.uuid])
    expect(collector.text()).not.toContain(secret);

  // The log names each trace, also one that began here.
  const logged = api.said.output.split("\n").flatMap((line) => /"trace":"(\w+)"/.exec(line)?.[1] ?? []);
  expect(new Set(logged)).toEqual(new Set(spans.map(({ traceId }) => traceId)));
});
