import { createHash } from "node:crypto";
import { behaviours } from "@claimcheck/token-verifier/testing/issuer";
import { expect, onTestFinished, test } from "vitest";
import { request, startApi } from "./support/api.ts";
import { openStream } from "./support/stream.ts";

const start = async () => {
  const api = await startApi();
  onTestFinished(() => api.close());
  const lines = () => api.logs.map((line) => JSON.parse(line));
  return { api, lines };
};

test("no token, title, query, e-mail address or SQL reaches the log, whatever happens", async () => {
  const { api } = await start();
  const ada = await api.person("Ada");
  const bob = await api.person("Bob");
  const token = await ada.token();
  const expired = await bob.token({ expiresIn: -60 });
  const title = "Buy a surprise for Carol";
  const { body } = await request(api.url, "POST", "/v1/tasks", { token, body: { title } });
  await request(api.url, "PATCH", `/v1/tasks/${body.id}`, { token, body: { title: `${title}!` } });
  await request(api.url, "GET", `/v1/tasks?access_token=${token}`, { token });
  await request(api.url, "GET", `/${token}`, { headers: { cookie: `session=${token}` } });
  await request(api.url, "GET", "/v1/tasks", { token: expired });
  await request(api.url, "POST", "/v1/tasks", { token, body: { title, [title]: 1 } });
  await api.asOwner("alter table task rename column title to heading");
  await request(api.url, "POST", "/v1/tasks", { token, body: { title } });

  const logged = api.logs.join("");
  for (const secret of [token, expired, title, ada.email, bob.email]) expect(logged).not.toContain(secret);
  for (const part of [token.split(".")[1], token.split(".")[2], "access_token", "insert into"])
    expect(logged).not.toContain(part);
});

test("each request is one line with its route's pattern, its owner and its problem", async () => {
  const { api, lines } = await start();
  const ada = await api.person("Ada");
  const { body } = await ada.call("GET", "/v1/tasks/0190a0a0-0000-7000-8000-000000000000");
  await request(api.url, "GET", "/livez");
  expect(lines().filter(({ status }) => status)).toMatchObject([
    {
      level: "info",
      requestId: body.requestId,
      method: "GET",
      route: "/v1/tasks/:id",
      status: 404,
      problem: "not_found",
      user: ada.uuid,
    },
  ]);
});

test("a stream that its reader leaves is one line like any other request, and nobody else's stream is", async () => {
  const { api, lines } = await start();
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const stream = await openStream(api.url, await ada.token());
  await openStream(api.url, await bob.token());
  stream.close();
  const told = () => lines().filter(({ msg }) => msg !== undefined);
  await expect.poll(() => told().length).toBe(1);
  expect(told()).toMatchObject([{ level: "info", method: "GET", route: "/v1/events", status: 200, user: ada.uuid }]);
});

test("a refused token leaves its reason in the log, which the caller isn't told", async () => {
  const { api, lines } = await start();
  const ada = await api.person("Ada");
  const token = await ada.token({ aud: "urn:other" });
  const { text, body } = await request(api.url, "GET", "/v1/tasks", { token });
  expect(text).not.toMatch(/aud/i);
  expect(lines()).toContainEqual(
    expect.objectContaining({
      event: "authn_token_refused",
      reason: "aud_wrong",
      requestId: body.requestId,
    }),
  );
});

test("a fault leaves its kind, code and place in the log", async () => {
  const { api, lines } = await start();
  const ada = await api.person("Ada");
  await api.asOwner("alter table task rename column title to heading");
  const { body } = await ada.call("GET", "/v1/tasks");
  const [fault] = lines().filter(({ level }) => level === "error");
  expect(fault).toMatchObject({ requestId: body.requestId, err: { message: "(not logged)" } });
  expect(fault.err.cause.code).toBe("42703");
  expect(JSON.stringify(fault)).toContain("read.ts");
});

test("a refused token is one line with the reason, its key and eight letters of its hash", async () => {
  const { api, lines } = await start();
  const ada = await api.person("Ada");
  const expired = await ada.token({ expiresIn: -60 });
  await request(api.url, "GET", "/v1/tasks", { token: expired });
  await request(api.url, "GET", "/v1/tasks", { token: "a.b.c" });
  const refused = lines().filter(({ event }) => event === "authn_token_refused");
  // The hash of the token alone, so that anybody who has it can find its line.
  const hashOf = (token: string) => createHash("sha256").update(token).digest("hex").slice(0, 8);
  expect(refused).toMatchObject([
    { reason: "token_expired", keyId: api.issuer.kid, token: hashOf(expired) },
    { reason: "token_malformed", token: hashOf("a.b.c") },
  ]);
});

test("only a refused token is logged as one, not a good one without the scope, none, or one without keys; each is counted by its reason", async () => {
  const { api, lines } = await start();
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  api.issuer.setBehaviour(behaviours.down);
  await request(api.url, "GET", "/v1/tasks", { token: await bob.token() });
  api.issuer.setBehaviour(behaviours.serve);
  await api.verifier.warm();
  await request(api.url, "POST", "/v1/tasks", {
    token: await ada.token({ scope: "tasks:read" }),
    body: { title: "x" },
  });
  await request(api.url, "GET", "/v1/tasks");
  await request(api.url, "GET", "/v1/tasks", { token: "a.b.c" });
  const told = lines().filter(({ event }) => event);
  expect(told.map(({ event, reason }) => [event, reason])).toEqual([
    ["authn_keys_unavailable", "keys_unavailable"],
    ["authz_scope_missing", "insufficient_scope"],
    ["authn_token_missing", "token_missing"],
    ["authn_token_refused", "token_malformed"],
  ]);
  expect(told[2]).not.toHaveProperty("token");
  const metrics = await api.metrics.registry.metrics();
  expect(metrics.match(/(?<=^requests_refused_total)\{.*$/gm)).toEqual([
    '{status="503",reason="keys_unavailable"} 1',
    '{status="403",reason="insufficient_scope"} 1',
    '{status="401",reason="token_missing"} 1',
    '{status="401",reason="token_malformed"} 1',
  ]);
});
