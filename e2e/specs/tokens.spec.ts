import { decodeJwt } from "jose";
import { expect, test } from "../support/fixtures.ts";
import { signAsIssuer } from "../support/issuer-key.ts";
import { jwtForm } from "../support/jwt-form.ts";
import { addTask, taskRow } from "../support/tasks.ts";

test("a token has exactly the documented claims and the API answers who it names", async ({
  newPersona,
  request,
  urls: { webUrl, apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const token = await ada.token();
  const claims = decodeJwt(token);
  expect(Object.keys(claims).sort()).toEqual([
    ...["aud", "client_id", "email", "exp", "iat", "iss", "jti", "name", "scope", "sid", "sub", "uuid"],
  ]);
  expect(claims).toMatchObject({
    iss: webUrl,
    aud: apiUrl,
    client_id: "claimcheck-web",
    email: ada.email,
    name: "Ada",
    scope: "tasks:read tasks:write",
  });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);

  const me = await request.get(`${apiUrl}/v1/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await me.json()).toEqual({
    uuid: claims.uuid,
    id: claims.sub,
    email: ada.email,
    name: "Ada",
    role: "user",
    scopes: ["tasks:read", "tasks:write"],
  });
});

test("no token, a tampered, an expired and a foreign-audience token are 401 with WWW-Authenticate", async ({
  newPersona,
  request,
  urls: { apiUrl, ownerUrl },
}) => {
  const tasksUrl = `${apiUrl}/v1/tasks`;
  const ada = await newPersona("Ada");
  const token = await ada.token();
  const { exp: _exp, ...claims } = decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  const [header, , signature] = token.split(".");
  const foreignUuid = Buffer.from(JSON.stringify({ ...claims, exp: now + 60, uuid: crypto.randomUUID() }));

  // The genuine twin of the two below passes: it is their one difference that is refused.
  const genuine = await signAsIssuer(ownerUrl, { ...claims, iat: now, exp: now + 60 });
  const refused = {
    "no token": undefined,
    "tampered payload": `${header}.${foreignUuid.toString("base64url")}.${signature}`,
    "tampered signature": `${token.slice(0, -4)}AAAA`,
    expired: await signAsIssuer(ownerUrl, { ...claims, iat: now - 360, exp: now - 60 }),
    "another audience": await signAsIssuer(ownerUrl, {
      ...claims,
      aud: "urn:claimcheck:other",
      iat: now,
      exp: now + 60,
    }),
  };
  const status = async (bearer: string) =>
    (await request.get(tasksUrl, { headers: { authorization: `Bearer ${bearer}` } })).status();
  expect(await status(genuine)).toBe(200);

  for (const [why, bearer] of Object.entries(refused)) {
    const headers: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
    for (const method of ["get", "post"] as const) {
      const response = await request[method](tasksUrl, {
        headers,
        ...(method === "post" ? { data: { title: "x" } } : {}),
      });
      expect(response.status(), `${method} with ${why}`).toBe(401);
      expect(response.headers()["www-authenticate"], why).toMatch(
        bearer ? /^Bearer .*error="invalid_token"/ : /^Bearer realm=/,
      );
      expect(response.headers()["content-type"]).toContain("application/problem+json");
    }
  }
});

test("the token lives in memory only: not in storage, cookies, the address or the HTML", async ({ newPersona }) => {
  const ada = await newPersona("Ada");
  await addTask(ada.page, "Look for leaks");
  const html = await (await ada.page.reload())?.text();
  await ada.page.getByRole("checkbox").first().check();

  const kept = await ada.page.evaluate(() =>
    JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }),
  );
  const cookies = await ada.context.cookies();
  for (const place of [kept, JSON.stringify(cookies), ada.page.url(), html ?? ""]) {
    expect(place).not.toMatch(jwtForm);
  }
  expect(html).toContain("Look for leaks");
  const session = cookies.find(({ name }) => name.includes("session_token"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("the token is renewed before it ends, once, while the page stays open", async ({
  newPersona,
  urls: { webUrl, apiUrl },
}) => {
  const ada = await newPersona("Ada");
  await ada.page.clock.install();
  await ada.page.reload();
  const answers: string[] = [];
  ada.page.on("response", (response) => {
    if (response.url() === `${webUrl}/api/auth/token`) answers.push("token");
    if (response.url().startsWith(apiUrl)) answers.push(String(response.status()));
  });

  await addTask(ada.page, "First");
  await addTask(ada.page, "Second");
  expect(answers.filter((answer) => answer === "token")).toHaveLength(1);

  await ada.page.clock.fastForward("04:45");
  await addTask(ada.page, "Third");
  expect(answers.filter((answer) => answer === "token")).toHaveLength(2);
  expect(answers).not.toContain("401");
  await expect(taskRow(ada.page, "Third")).toBeVisible();
});

test("keys are the same bytes at all three addresses, cacheable, and hold no private part", async ({
  request,
  urls: { webUrl },
}) => {
  const bodies = new Set<string>();
  const tags = new Set<string | undefined>();
  for (const path of ["/api/auth/jwks", "/api/jwks", "/.well-known/jwks.json"]) {
    const response = await request.get(`${webUrl}${path}`);
    expect(response.headers()["cache-control"]).toMatch(/^public, max-age=\d+$/);
    bodies.add(await response.text());
    const { etag = "" } = response.headers();
    tags.add(etag);
    const again = await request.get(`${webUrl}${path}`, { headers: { "if-none-match": etag } });
    expect([again.status(), (await again.body()).length, again.headers().etag]).toEqual([304, 0, etag]);
    const other = await request.get(`${webUrl}${path}`, { headers: { "if-none-match": '"other"' } });
    expect(other.status()).toBe(200);
    const { keys } = await response.json();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  }
  expect([bodies.size, tags.size]).toEqual([1, 1]);
});

test("a token answer is never stored and the session answer carries no token", async ({ newPersona }) => {
  const ada = await newPersona("Ada");
  const token = await ada.page.request.get("/api/auth/token", {
    headers: { "x-real-ip": "198.19.0.1" },
  });
  expect(token.headers()["cache-control"]).toContain("no-store");
  const session = await ada.page.request.get("/api/auth/get-session", {
    headers: { "x-real-ip": "198.19.0.1" },
  });
  expect(session.status()).toBe(200);
  expect(session.headers()["set-auth-jwt"]).toBeUndefined();
});
