import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { accessTokenClaimsSchema } from "@claimcheck/contract/claims";
import { withClient } from "@claimcheck/database/testing/test-database";
import { auth } from "express-oauth2-jwt-bearer";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { claimsOf } from "../src/auth/access-tokens.ts";
import { apiUrl, decode, signUp, startIssuer, type TestIssuer, tokenOf, webUrl } from "./support/issuer.ts";

const life = 90;
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ ACCESS_TOKEN_LIFE: `${life}s` });
});
afterAll(() => issuer.stop());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a token has exactly the documented claims, each person their own", async () => {
  const ada = await signUp(issuer, "Ada");
  const bob = await signUp(issuer, "Bob");
  const mine = await tokenOf(issuer.call, ada);
  const theirs = await tokenOf(issuer.call, bob);

  expect(mine.claims).toEqual({
    iss: webUrl,
    aud: apiUrl,
    sub: expect.stringMatching(/^\w{10,}$/),
    uuid: expect.stringMatching(uuid),
    email: ada.email,
    name: "Ada",
    scope: "tasks:read tasks:write",
    client_id: "claimcheck-web",
    sid: expect.stringMatching(/^[\w-]{10,}$/),
    jti: expect.stringMatching(uuid),
    iat: expect.any(Number),
    exp: expect.any(Number),
  });
  for (const { claims } of [mine, theirs]) {
    expect(accessTokenClaimsSchema.parse(claims)).toEqual(claims);
  }
  expect(mine.header).toEqual({ typ: "at+jwt", alg: "EdDSA", kid: expect.stringMatching(uuid) });
  expect(theirs.claims.uuid).not.toBe(mine.claims.uuid);
  expect(theirs.claims.sub).not.toBe(mine.claims.sub);
});

test("a token names its session by the id, never by its secret, and no two tokens have one jti", async () => {
  const ada = await signUp(issuer, "Ada");
  const { token, claims } = await tokenOf(issuer.call, ada);
  const { rows } = await withClient(issuer.database.ownerUrl, (client) =>
    client.query<{ id: string; token: string }>(
      `select s.id, s.token from session s join "user" u on u.id = s.user_id where u.email = $1`,
      [ada.email],
    ),
  );
  expect(rows.map(({ id }) => id)).toEqual([claims.sid]);
  expect(Buffer.from(token, "base64url").toString()).not.toContain(rows[0]?.token);
  const again = (await tokenOf(issuer.call, ada)).claims;
  expect([again.sid, again.jti === claims.jti]).toEqual([claims.sid, false]);
});

test("a strict resource server by RFC 9068 takes a live token, and one for another audience isn't for it", async () => {
  const server = createServer(async (_request, response) => {
    response.end(await (await issuer.call("/jwks")).text());
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  const strict = auth({ issuer: webUrl, audience: apiUrl, jwksUri, strict: true, tokenSigningAlg: "EdDSA" });
  /** What the middleware passes on: nothing for a token that it takes, else its error. */
  const outcome = async (token: string, verify = strict) => {
    const headers = { authorization: `Bearer ${token}` };
    const get = () => "localhost";
    const request = { headers, get, method: "GET", url: "/", protocol: "http", query: {}, is: () => false };
    const { promise, resolve } = Promise.withResolvers<unknown>();
    await verify(request as never, {} as never, resolve);
    return promise;
  };
  for (const name of ["Ada", "Bob"]) {
    const { token } = await tokenOf(issuer.call, await signUp(issuer, name));
    expect(await outcome(token)).toBeUndefined();
    const elsewhere = auth({ issuer: webUrl, audience: "urn:x", jwksUri, strict: true, tokenSigningAlg: "EdDSA" });
    expect(await outcome(token, elsewhere)).toMatchObject({ status: 401, message: "Unexpected 'aud' value" });
  }
});

test("a token lives as long as the setting says, from now", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { claims } = await tokenOf(issuer.call, await signUp(issuer, "Ada"));
  expect(Number(claims.exp) - Number(claims.iat)).toBe(life);
  expect(Number(claims.iat)).toBeGreaterThanOrEqual(before);
});

test("a token never outlives its session", async () => {
  const own = await startIssuer({ SESSION_LIFE: "5m", ACCESS_TOKEN_LIFE: "15m" });
  const [ada, bob] = [await signUp(own, "Ada"), await signUp(own, "Bob")];
  for (const person of [ada, bob]) {
    const { claims } = await tokenOf(own.call, person);
    const ends = await withClient(own.database.ownerUrl, async (client) => {
      const find = "select extract(epoch from expires_at)::float as at from session where id = $1";
      return (await client.query<{ at: number }>(find, [claims.sid])).rows[0]?.at;
    });
    expect(claims.exp).toBe(Math.floor(ends ?? 0));
  }
  await own.stop();
});

test("the key that signed a token is among the published ones", async () => {
  const { token, header } = await tokenOf(issuer.call, await signUp(issuer, "Ada"));
  const { keys } = (await (await issuer.call("/jwks")).json()) as { keys: { kid: string }[] };
  expect(keys.map(({ kid }) => kid)).toEqual([header.kid]);
  const { payload } = await issuer.auth.api.verifyJWT({ body: { token } });
  expect(payload).toMatchObject({ iss: webUrl });
});

test("the longest name, address and audience still make a token that verifiers take the length of", async () => {
  const audience = `urn:${"a".repeat(196)}`;
  const own = await startIssuer({ JWT_ALG: "RS256", TOKEN_AUDIENCES: audience });
  const email = `a@${"long.".repeat(48)}example`;
  const lengths = [];
  // As JSON, these are two, three and four bytes.
  for (const [at, letter] of ['"', "€", "😀"].entries()) {
    const name = letter.repeat(100 / letter.length);
    const person = await signUp(own, name, { email: email.replace("a@", `${at}@`) });
    const { token } = await (await own.call(`/token?audience=${audience}`, person)).json();
    expect(decode(token).claims).toMatchObject({ name, email: person.email, aud: audience });
    lengths.push(token.length);
  }
  await own.stop();
  expect(Math.max(...lengths)).toBeGreaterThan(1500);
  expect(Math.max(...lengths)).toBeLessThan(4096);
});

test("minting fails loudly for an account without a uuid", () => {
  const user = { id: "a", email: "a@claimcheck.example", name: "A" };
  const session = { id: "s", expiresAt: new Date() };
  expect(() => claimsOf({ user, session }, { ACCESS_TOKEN_LIFE: life })).toThrow("no uuid");
});

test("a token is given to a signed-in person only, and never stored by anything on the way", async () => {
  const ada = await signUp(issuer, "Ada");
  const given = await issuer.call("/token", { cookie: ada.cookie });
  expect(given.headers.get("cache-control")).toBe("no-store");
  expect((await issuer.call("/token")).status).toBe(401);
  await issuer.call("/sign-out", { body: {}, cookie: ada.cookie });
  expect((await issuer.call("/token", { cookie: ada.cookie })).status).toBe(401);
});

test("a look at the session carries no token", async () => {
  const ada = await signUp(issuer, "Ada");
  const response = await issuer.call("/get-session", { cookie: ada.cookie });
  expect(await response.json()).toMatchObject({ user: { email: ada.email } });
  expect(response.headers.get("set-auth-jwt")).toBeNull();
});

test("asking for a token prolongs the session, looking at a page doesn't", async () => {
  const ada = await signUp(issuer, "Ada");
  const bob = await signUp(issuer, "Bob");
  const ends = () =>
    withClient(issuer.database.ownerUrl, async (client) => {
      const { rows } = await client.query<{ email: string; left: number }>(
        `select email, round(extract(epoch from s.expires_at - now()) / 86400)::int as left
         from session s join "user" u on u.id = s.user_id where email = any($1) order by name`,
        [[ada.email, bob.email]],
      );
      return rows.map(({ left }) => left);
    });
  await withClient(issuer.database.ownerUrl, (client) =>
    client.query("update session set expires_at = now() + interval '2 days'"),
  );
  expect(await ends()).toEqual([2, 2]);

  const headers = new Headers({ cookie: ada.cookie });
  await issuer.auth.api.getToken({ headers, query: { disableRefresh: true } });
  expect(await ends()).toEqual([2, 2]);
  const response = await issuer.call("/token", { cookie: ada.cookie });
  expect(response.headers.getSetCookie()).toEqual([expect.stringContaining("Max-Age=604800")]);
  expect(await ends()).toEqual([7, 2]);
});
