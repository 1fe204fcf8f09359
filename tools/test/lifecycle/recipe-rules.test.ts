import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProblemCode, problemSchema, problems } from "../../../packages/contract/src/problems.ts";
import { behaviours, startIssuer } from "../../../packages/token-verifier/src/testing/issuer.ts";
import { payloads, values } from "../../../packages/token-verifier/test/attacks/claims.ts";
import { issuer, stranger } from "../../../packages/token-verifier/test/attacks/context.ts";
import { algorithm, form } from "../../../packages/token-verifier/test/attacks/form.ts";
import { headers } from "../../../packages/token-verifier/test/attacks/headers.ts";
import { describeRecipes, type Running, startRecipe } from "./recipes.ts";

/** What the recipe's README says that it takes and the verifier of the API doesn't. */
const taken = { fastapi: /^sid /, go: /^(sid |a (header member|claim|name) twice)/ };
/** A header has no line breaks and only some room, and a token that is empty isn't one. */
const travels = (token: string) => /^[\x21-\x7e]{1,8000}$/.test(token);

type Answer = { status: number; headers: Record<string, unknown>; text: string };

/** Sends header lines as they are, where `fetch` would join them. Without a body a POST stays open. */
function send(url: string, lines: string[], method = "GET"): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(url, { method, headers: lines, agent: false }, async (answer) => {
    const text = Buffer.concat(await answer.toArray()).toString();
    resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    sent.destroy();
  });
  sent.once("error", reject);
  if (method === "GET") sent.end();
  else sent.flushHeaders();
  return promise;
}

const authorization = (value: string) => ["Host", "localhost", "Authorization", value];
const withToken = (url: string, token: string) => send(`${url}/api/me`, authorization(`Bearer ${token}`));

/** That an answer is a problem in the form of the API, with that challenge. */
function expectProblem({ status, headers, text }: Answer, code: ProblemCode, challenge?: unknown) {
  const problem = problemSchema.parse(JSON.parse(text));
  const { status: expected, title } = problems[code];
  expect(problem).toMatchObject({ code, title, status: expected });
  expect({ status, type: headers["content-type"], challenge: headers["www-authenticate"] }).toEqual({
    status: expected,
    type: "application/problem+json",
    challenge,
  });
}

const bare = 'Bearer realm="api"';
const invalid = `${bare}, error="invalid_token", error_description="The access token is invalid"`;
const expired = invalid.replace("is invalid", "expired");
/** A token that is wrong in several ways is told by the first that is found; PyJWT looks at `exp` early. */
const either = expect.stringMatching(/^Bearer realm="api", error="invalid_token", .*(invalid|expired)"$/);
const twoWays = `${bare}, error="invalid_request", error_description="Send one Authorization header and no token elsewhere"`;

afterAll(() => Promise.all([issuer.stop(), stranger.stop()]));

describeRecipes(({ name }, command) => {
  let app: Running;
  beforeAll(async () => {
    app = await startRecipe(command(), issuer);
  });
  afterAll(() => app?.stop());

  test("a good token names the caller, with another form of its typ and an upper-case uuid too", async () => {
    const uuid = crypto.randomUUID();
    const answer = await withToken(
      app.url,
      await issuer.mint({ uuid: uuid.toUpperCase() }, { typ: "application/AT+jwt" }),
    );
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      uuid,
      name: "Test Person",
      scopes: ["tasks:read", "tasks:write"],
    });
  });

  const attacks = [...form, ...algorithm, ...headers, ...payloads, ...values];
  test.each(attacks)("refuses %s (%s), or its README says so", async (rule, code, make) => {
    const token = await make();
    if (!travels(token)) return expect(code).toMatch(/^token_(malformed|too_long)$/);
    const answer = await withToken(app.url, token);
    if (taken[name].test(rule)) return expect(answer.status).toBe(200);
    expectProblem(answer, "token_invalid", code === "token_expired" ? expired : either);
    expect(app.log()).not.toContain(token.slice(-20));
  });

  test.each([
    ["no header", "token_missing", bare, () => []],
    ["another scheme", "token_missing", bare, () => ["Authorization", "Basic YTpi"]],
    [
      "two headers",
      "invalid_request",
      twoWays,
      (t: string) => ["Authorization", `Bearer ${t}`, "Authorization", `Bearer ${t}`],
    ],
    ["two tokens in one", "token_invalid", invalid, (t: string) => ["Authorization", `Bearer ${t}, Bearer ${t}`]],
    ["a cookie", "token_missing", bare, (t: string) => ["Cookie", `access_token=${t}`]],
  ] as const)("a token in %s is %s", async (_where, code, challenge, lines) => {
    const given = ["Host", "localhost", ...lines(await issuer.mint())];
    expectProblem(await send(`${app.url}/api/me`, given), code, challenge);
  });

  test("a token in the address is refused and never logged", async () => {
    const token = await issuer.mint();
    const url = `${app.url}/api/me?access_token=${token}`;
    expectProblem(await send(url, authorization(`Bearer ${token}`)), "invalid_request", twoWays);
    expect(app.log()).not.toContain(token.slice(-20));
  });

  test("a scope that only begins like the needed one isn't it", async () => {
    const token = await issuer.mint({ scope: "tasks:reader tasks tasks:write" });
    const answer = await send(`${app.url}/api/tasks`, authorization(`Bearer ${token}`));
    const challenge = `${bare}, error="insufficient_scope", scope="tasks:read"`;
    expectProblem(answer, "insufficient_scope", challenge);
  });

  test.each([
    ["/api/me", "GET"],
    ["/api/tasks", "POST"],
    [`/api/users/${crypto.randomUUID()}/tasks`, "GET"],
  ])(
    "a page of the web app may call %s: it is asked for without a token, and every answer can be read",
    async (path, method) => {
      const ask = (origin: string) =>
        send(
          app.url + path,
          [
            ...["Host", "localhost", "Origin", origin, "Access-Control-Request-Method", method],
            ...["Access-Control-Request-Headers", "authorization,content-type"],
          ],
          "OPTIONS",
        );
      const { status, headers } = await ask(issuer.issuer);
      expect([200, 204]).toContain(status);
      expect(headers["access-control-allow-origin"]).toBe(issuer.issuer);
      expect(headers["access-control-allow-methods"]).toContain(method);
      expect(String(headers["access-control-allow-headers"])).toMatch(/authorization.*content-type/i);
      expect(headers).not.toHaveProperty("access-control-allow-credentials");
      for (const [token, expected] of [
        [await issuer.mint(), 200],
        ["a.b.c", 401],
      ] as const) {
        const lines = [...authorization(`Bearer ${token}`), "Origin", issuer.issuer];
        const answer = await send(`${app.url}/api/me`, lines);
        expect(answer).toMatchObject({ status: expected, headers: { "access-control-allow-origin": issuer.issuer } });
        expect(answer.headers["access-control-expose-headers"]).toMatch(/WWW-Authenticate/);
      }
      const strange = [
        await ask("https://elsewhere.example"),
        await send(`${app.url}/api/me`, ["Host", "localhost", "Origin", "null"]),
      ];
      for (const answer of strange) expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    },
  );

  test("a path that names a user can only agree with the token, in any case of the uuid", async () => {
    const uuid = crypto.randomUUID();
    const token = await issuer.mint({ uuid });
    const at = (named: string, given = token) =>
      send(`${app.url}/api/users/${named}/tasks`, authorization(`Bearer ${given}`));
    for (const own of [uuid, uuid.toUpperCase()]) expect((await at(own)).status).toBe(200);
    expectProblem(await at(crypto.randomUUID()), "not_yours");
    expectProblem(await at("me"), "validation_failed");
    expectProblem(await at(uuid, "a.b.c"), "token_invalid", invalid);
    expectProblem(
      await at(uuid, await issuer.mint({ uuid, scope: "tasks:write" })),
      "insufficient_scope",
      expect.anything(),
    );
  });

  test("keys are fetched under a name of its own: CDNs refuse those of libraries", async () => {
    const keys = await startIssuer();
    keys.setBehaviour(behaviours.behindCdn);
    const named = await startRecipe(command(), keys);
    try {
      expect((await withToken(named.url, await keys.mint())).status).toBe(200);
    } finally {
      await Promise.all([named.stop(), keys.stop()]);
    }
  });

  test("a request without a good token is refused before its body arrives", async () => {
    const lines = [...authorization("Bearer a.b.c"), "Content-Length", "10000"];
    expectProblem(await send(`${app.url}/api/tasks`, lines, "POST"), "token_invalid", invalid);
  });

  test.each([
    ["answers nobody", behaviours.down],
    ["never answers", behaviours.hang],
  ])("503 and never 401 while the key server %s, and 200 once it is back", async (_how, broken) => {
    const keys = await startIssuer();
    keys.setBehaviour(broken);
    const cold = await startRecipe(command(), keys);
    try {
      const token = await keys.mint();
      const refused = await withToken(cold.url, token);
      expectProblem(refused, "keys_unavailable");
      keys.setBehaviour(behaviours.serve);
      await delay(Number(refused.headers["retry-after"]) * 1000);
      expect((await withToken(cold.url, token)).status).toBe(200);
    } finally {
      await Promise.all([cold.stop(), keys.stop()]);
    }
  });

  test("a new key is looked for once, and good keys outlive a key server that fails", async () => {
    const keys = await startIssuer();
    const warm = await startRecipe(command(), keys);
    try {
      const statusOf = async (token: string) => (await withToken(warm.url, token)).status;
      const old = await keys.mint();
      expect(await statusOf(old)).toBe(200);
      await keys.rotate();
      expect([await statusOf(await keys.mint()), await statusOf(old)]).toEqual([200, 200]);
      expect(keys.requests).toBe(2);

      keys.setBehaviour(behaviours.down);
      const flood = Array.from({ length: 20 }, (_, index) => keys.mint({}, { kid: `none-${index}` }));
      const refused = await Promise.all(flood.map(async (token) => statusOf(await token)));
      expect(new Set(refused)).toEqual(new Set([401]));
      expect([await statusOf(old), keys.requests]).toEqual([200, 2]);
    } finally {
      await Promise.all([warm.stop(), keys.stop()]);
    }
  });
});
