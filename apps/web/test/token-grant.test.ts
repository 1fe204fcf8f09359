import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tokenExamples } from "../src/auth/token-examples.ts";
import {
  apiUrl,
  decode,
  signUp,
  startIssuer,
  type TestIssuer,
  type TestPerson,
  tokenOf,
  webUrl,
} from "./support/issuer.ts";

const reports = "https://reports.example";
let issuer: TestIssuer;
let ada: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  issuer = await startIssuer({ TOKEN_AUDIENCES: `${reports},urn:example:mail` });
  ada = await signUp(issuer, "Ada");
  bob = await signUp(issuer, "Bob");
});
afterAll(() => issuer.stop());

const ask = async (query: string, person = ada) => {
  const response = await issuer.call(`/token${query}`, { cookie: person.cookie });
  const body = await response.json();
  return {
    status: response.status,
    body,
    claims: body.token ? decode(body.token).claims : undefined,
  };
};

test.each([
  ["", "tasks:read tasks:write", apiUrl],
  ["?scope=tasks:read", "tasks:read", apiUrl],
  ["?scope=tasks:write+tasks:read", "tasks:write tasks:read", apiUrl],
  [`?audience=${reports}`, "tasks:read tasks:write", reports],
  [`?audience=urn:example:mail&scope=tasks:read`, "tasks:read", "urn:example:mail"],
])("/token%s gives the scope %s for %s", async (query, scope, aud) => {
  for (const person of [ada, bob]) {
    const usual = (await tokenOf(issuer.call, person)).claims;
    const { claims } = await ask(query, person);
    expect(claims).toMatchObject({ scope, aud, iss: webUrl, uuid: usual.uuid, sub: usual.sub });
    expect(Object.keys(claims ?? {}).sort()).toEqual(Object.keys(usual).sort());
  }
});

test.each([
  ["?scope=tasks:admin", "INVALID_SCOPE"],
  ["?scope=tasks:read+admin", "INVALID_SCOPE"],
  ["?scope=tasks:read+tasks:read", "INVALID_SCOPE"],
  ["?scope=", "INVALID_SCOPE"],
  ["?scope=tasks:read++tasks:write", "INVALID_SCOPE"],
  ["?audience=https://elsewhere.example", "INVALID_TARGET"],
  [`?audience=${reports}/`, "INVALID_TARGET"],
  ["?audience=", "INVALID_TARGET"],
  [`?audience=${reports}&audience=${apiUrl}`, "INVALID_REQUEST"],
  ["?scope=tasks:read&scope=tasks:write", "INVALID_REQUEST"],
  ["?uuid=0190a0a0-0000-4000-8000-000000000000", "INVALID_REQUEST"],
  ["?disableCookieCache=true", "INVALID_REQUEST"],
])("/token%s is 400 %s and says what may be asked for", async (query, code) => {
  const { status, body } = await ask(query);
  expect(status).toBe(400);
  expect(body).toEqual({ code, message: expect.stringMatching(/scope|audience/) });
});

test("without configured audiences only the API's own is given", async () => {
  const own = await startIssuer();
  const eve = await signUp(own, "Eve");
  const refused = await own.call(`/token?audience=${reports}`, { cookie: eve.cookie });
  const given = await own.call(`/token?audience=${apiUrl}`, { cookie: eve.cookie });
  await own.stop();
  expect([refused.status, given.status]).toEqual([400, 200]);
});

test("tokens asked for at the same moment don't take each other's scope", async () => {
  const queries = Array.from({ length: 20 }, (_, at) => (at % 2 ? "?scope=tasks:read" : ""));
  const given = await Promise.all(queries.map((query) => ask(query)));
  expect(given.map(({ claims }) => claims?.scope)).toEqual(
    queries.map((query) => (query ? "tasks:read" : "tasks:read tasks:write")),
  );
});

const examples = (person?: TestPerson, query = "") =>
  tokenExamples(
    issuer,
    new Request(`${webUrl}/api/token-examples${query}`, {
      headers: person ? { cookie: person.cookie } : {},
    }),
  );

test("the examples are the caller's own, truly signed, ended or for nobody, and nothing else", async () => {
  const now = Math.floor(Date.now() / 1000);
  const answer = await examples(ada);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const { expired, foreignAudience, ...rest } = await answer.json();
  expect(rest).toEqual({});
  const { claims } = await tokenOf(issuer.call, ada);
  const { kid } = decode(expired).header;
  expect((await issuer.keys.list()).map(({ id }) => id)).toContain(kid);
  expect(decode(expired).claims).toMatchObject({ uuid: claims.uuid, aud: apiUrl });
  expect(decode(expired).claims.exp).toBeLessThan(now - 200);
  expect(decode(foreignAudience).claims).toMatchObject({
    uuid: claims.uuid,
    aud: "urn:claimcheck:example",
  });
});

test("they are 503 while the database is away, and 403 for a disabled person, never a bare failure", async () => {
  const own = await startIssuer();
  const eve = await signUp(own, "Eve");
  const request = new Request(`${webUrl}/api/token-examples`, { headers: { cookie: eve.cookie } });
  await withClient(own.database.ownerUrl, (client) => client.query('update "user" set banned = true'));
  const disabled = await tokenExamples(own, request);
  expect([disabled.status, (await disabled.json()).code]).toEqual([403, "BANNED_USER"]);
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  await own.database.drop();
  const away = await tokenExamples(own, request);
  const lines = log.mock.calls.map((line) => line.join(" "));
  log.mockRestore();
  expect([away.status, (await away.json()).code]).toEqual([503, "UNAVAILABLE"]);
  expect(lines).toContainEqual(expect.stringMatching(/^auth error token-examples failed: /));
});

test("they need a session, take no parameter, and are limited by person", async () => {
  expect((await examples()).status).toBe(401);
  expect((await examples(ada, "?aud=x")).status).toBe(400);
  const statuses = [];
  for (let at = 0; at < 11; at += 1) statuses.push((await examples(bob)).status);
  expect(statuses).toEqual([...Array(10).fill(200), 429]);
  expect((await examples(ada)).status).toBe(200);
  expect(Number((await examples(bob)).headers.get("retry-after"))).toBeGreaterThan(0);
});
