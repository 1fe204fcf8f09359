import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { sendRaw } from "./support/raw.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  await ada.call("POST", "/v1/tasks", { title: "Ada's" });
});
afterAll(() => api.close());

const list = (token?: string, headers?: Record<string, string>) =>
  request(api.url, "GET", "/v1/tasks", { token, ...(headers && { headers }) });

/** Another character at the place of the signature that surely changes its bytes. */
const tampered = (token: string) => {
  const at = token.lastIndexOf(".") + 1;
  return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
};

test("401 without a token, with a challenge that holds no error code (RFC 6750 section 3.1)", async () => {
  const { status, headers, body } = await list();
  expect(status).toBe(401);
  expect(headers.get("www-authenticate")).toBe(
    `Bearer realm="api", resource_metadata="http://localhost:8000/.well-known/oauth-protected-resource"`,
  );
  expect(body.code).toBe("token_missing");
});

test.each<[string, (person: TestPerson) => Promise<string>]>([
  ["tampered", async (person) => tampered(await person.token())],
  ["for another audience", (person) => person.token({ aud: "http://localhost:3000" })],
  ["of another issuer", (person) => person.token({ iss: "https://elsewhere.example" })],
  ["without a uuid", (person) => person.token({ uuid: undefined } as never)],
  [
    "with somebody else's payload",
    async (person) => {
      const [header, , signature] = (await person.token()).split(".");
      const [, payload] = (await bob.token()).split(".");
      return [header, payload, signature].join(".");
    },
  ],
])("401 invalid_token for a token that is %s, and no word why", async (_case, make) => {
  const { status, headers, body } = await list(await make(ada));
  expect(status).toBe(401);
  expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="api", error="invalid_token"/);
  expect(body).toMatchObject({ code: "token_invalid", detail: "The token isn't accepted." });
});

test("401 for an expired token, which the answer does tell", async () => {
  const { status, headers, body } = await list(await ada.token({ expiresIn: -60 }));
  expect(status).toBe(401);
  expect(headers.get("www-authenticate")).toMatch(/error="invalid_token".*expired/);
  expect(body).toMatchObject({ code: "token_invalid", detail: "The token has expired." });
});

test("401 for a session cookie, a Basic login or a token in another place", async () => {
  const token = await ada.token();
  expect((await list(undefined, { cookie: `better-auth.session_token=${token}` })).status).toBe(401);
  expect((await list(undefined, { authorization: "Basic YTpi" })).status).toBe(401);
  const query = await request(api.url, "GET", `/v1/tasks?access_token=${token}`, { token });
  expect(query.status).toBe(400);
  expect(query.body.code).toBe("invalid_request");
});

test("400 for two Authorization headers, though both are good", async () => {
  const line = `authorization: Bearer ${await ada.token()}\r\n`;
  const answer = await sendRaw(api.port, `GET /v1/tasks HTTP/1.1\r\nhost: localhost\r\n${line}${line}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"invalid_request"');
});

test("a refused request is answered before its body has arrived", async () => {
  const answer = await sendRaw(
    api.port,
    "POST /v1/tasks HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer a.b.c\r\n" +
      "content-type: application/json\r\ncontent-length: 60000\r\n\r\n",
  );
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});

test("a refused token isn't remembered as good, nor a good one as refused", async () => {
  const token = await ada.token();
  expect((await list(token)).status).toBe(200);
  expect((await list(tampered(token))).status).toBe(401);
  expect((await list(token)).status).toBe(200);
});

describe("every registered route", () => {
  test("is on this list of public ones, or closed", () => {
    const open = api
      .routes()
      .filter((route) => route.public)
      .map(({ url }) => url);
    const docs = open.filter((url) => url.startsWith("/docs"));
    expect(new Set(open.filter((url) => !docs.includes(url)))).toEqual(
      new Set(["/", "/livez", "/readyz", "/openapi.json", "/problems/:code", "/.well-known/oauth-protected-resource"]),
    );
    expect(docs.length).toBeGreaterThan(0);
  });

  test("answers 401 without a token when it is closed, whatever the method", async () => {
    // OPTIONS is answered by CORS for any path, with no look at rows.
    const closed = api.routes().filter((route) => !route.public && route.method !== "OPTIONS");
    expect(closed.length).toBeGreaterThan(5);
    for (const { method, url } of closed) {
      const { status } = await request(api.url, method, url.replace(":id", randomUUID()));
      expect(`${method} ${url} ${status}`).toBe(`${method} ${url} 401`);
    }
  });
});

test("every challenge leads to metadata that name this API, its issuer and its scopes (RFC 9728)", async () => {
  const gone = await api.person("Gone");
  await gone.remove();
  const answers = [
    await list(),
    await list("a.b.c"),
    await list(await ada.token({ expiresIn: -60 })),
    await list(await ada.token({ scope: "" })),
    await gone.call("GET", "/v1/tasks"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 403, 401]);
  for (const { headers } of answers) {
    const [, address] = /resource_metadata="([^"]+)"$/.exec(headers.get("www-authenticate") ?? "") ?? [];
    expect(address).toBe("http://localhost:8000/.well-known/oauth-protected-resource");
  }
  const origin = "http://localhost:3000";
  const { status, headers, body } = await request(api.url, "GET", "/.well-known/oauth-protected-resource", {
    headers: { origin },
  });
  expect([status, headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  expect(headers.get("content-type")).toContain("application/json");
  expect(body).toEqual({
    resource: api.issuer.audience,
    authorization_servers: [api.issuer.issuer],
    scopes_supported: ["tasks:read", "tasks:write"],
    bearer_methods_supported: ["header"],
    resource_name: "Claimcheck API",
    resource_documentation: "http://localhost:8000/docs",
  });
});

describe("scopes", () => {
  test("403 insufficient_scope names the scope that the route needs", async () => {
    const readOnly = await ada.token({ scope: "tasks:read" });
    const { status, headers, body } = await request(api.url, "POST", "/v1/tasks", {
      token: readOnly,
      body: { title: "x" },
    });
    expect(status).toBe(403);
    expect(body.code).toBe("insufficient_scope");
    expect(headers.get("www-authenticate")).toContain('error="insufficient_scope", scope="tasks:write"');
    expect((await list(readOnly)).status).toBe(200);
  });

  test("a token without any scope still learns who it is, and nothing more", async () => {
    const token = await ada.token({ scope: "" });
    expect((await list(token)).status).toBe(403);
    const { status, body } = await request(api.url, "GET", "/v1/me", { token });
    expect(status).toBe(200);
    expect(body.scopes).toEqual([]);
  });
});

test("401 account_gone for a genuine token whose account was deleted", async () => {
  const gone = await api.person("Gone");
  await gone.call("POST", "/v1/tasks", { title: "Left behind" });
  await gone.remove();
  for (const [method, path, body] of [
    ["GET", "/v1/tasks", undefined],
    ["GET", "/v1/me", undefined],
    ["POST", "/v1/tasks", { title: "Too late" }],
  ] as const) {
    const answer = await gone.call(method, path, body);
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe("account_gone");
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  }
});
