import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPaths } from "../src/auth/handle.ts";
import { signUp, startIssuer, type TestIssuer, type TestPerson, tokenOf, webUrl } from "./support/issuer.ts";

let issuer: TestIssuer;
let ada: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  issuer = await startIssuer();
  ada = await signUp(issuer, "Ada");
  bob = await signUp(issuer, "Bob");
});
afterAll(() => issuer.stop());

/** As a script calls: no cookie, no Origin. */
function call(path: string, { body, bearer }: { body?: object; bearer?: string } = {}) {
  return issuer.send(
    new Request(`${webUrl}/api/auth${path}`, {
      method: body ? "POST" : "GET",
      headers: {
        ...(body && { "content-type": "application/json" }),
        ...(bearer && { authorization: `Bearer ${bearer}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
}
async function signIn({ email, password }: TestPerson) {
  const response = await call("/sign-in/email", { body: { email, password } });
  return { response, session: response.headers.get("set-auth-token") ?? "" };
}

test("a script signs in, gets access tokens with the signed session token, and signs out", async () => {
  for (const person of [ada, bob]) {
    const { response, session } = await signIn(person);
    expect(response.status).toBe(200);
    const answer = await call("/token?scope=tasks:read", { bearer: session });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { token } = await answer.json();
    const { claims } = await tokenOf(issuer.call, person);
    expect(JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString())).toMatchObject({
      uuid: claims.uuid,
      scope: "tasks:read",
    });
    expect((await call("/sign-out", { bearer: session, body: {} })).status).toBe(200);
    expect((await call("/token", { bearer: session })).status).toBe(401);
  }
});

test("a client whose library calls itself a browser, as Node's does, says the web app's origin", async () => {
  const { email, password } = ada;
  const enter = (headers: Record<string, string>) =>
    issuer.send(
      new Request(`${webUrl}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-mode": "cors", ...headers },
        body: JSON.stringify({ email, password }),
      }),
    );
  expect((await enter({})).status).toBe(403);
  expect((await enter({ origin: "https://elsewhere.example" })).status).toBe(403);
  const entered = await enter({ origin: webUrl });
  expect((await call("/token", { bearer: entered.headers.get("set-auth-token") ?? "" })).status).toBe(200);
});

test("the bare session token, which stands in the database, is no bearer token", async () => {
  const { session } = await signIn(ada);
  const bare = decodeURIComponent(session).split(".")[0] ?? "";
  expect(bare.length).toBeGreaterThan(20);
  expect((await call("/token", { bearer: bare })).status).toBe(401);
  expect((await call("/token", { bearer: `${bare}.${"A".repeat(43)}=` })).status).toBe(401);
});

test("an access token is no session", async () => {
  const { token } = await tokenOf(issuer.call, ada);
  expect((await call("/token", { bearer: token })).status).toBe(401);
  expect(await (await call("/get-session", { bearer: token })).json()).toBeNull();
});

test.each([
  ["Fetch Metadata", { origin: webUrl, "sec-fetch-site": "same-origin" }],
  ["a cookie", { origin: webUrl, cookie: "theme=dark" }],
])("who is a browser, by %s, never gets a session token that a script could read", async (_, headers) => {
  const { email, password } = ada;
  const response = await issuer.send(
    new Request(`${webUrl}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ email, password }),
    }),
  );
  expect(response.status).toBe(200);
  expect(response.headers.get("set-auth-token")).toBeNull();
  expect(response.headers.getSetCookie().join()).toMatch(/HttpOnly/i);
});

const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);

/** What makes each path that takes a body succeed. */
const bodies: Readonly<Record<string, (person: TestPerson, userId: string) => object>> = {
  "/sign-up/email": ({ name, email, password }) => ({ name, email: `new-${email}`, password }),
  "/sign-in/email": ({ email, password }) => ({ email, password }),
  "/sign-out": () => ({}),
  "/update-user": () => ({ name: "Eve" }),
  "/change-password": ({ password }) => ({
    currentPassword: password,
    newPassword: "another-password",
    revokeOtherSessions: true,
  }),
  "/request-password-reset": ({ email }) => ({ email }),
  "/change-email": ({ email, password }) => ({ newEmail: `other-${email}`, password }),
  "/revoke-other-sessions": () => ({}),
  "/admin/ban-user": (_person, userId) => ({ userId }),
  "/admin/unban-user": (_person, userId) => ({ userId }),
  "/admin/revoke-user-sessions": (_person, userId) => ({ userId }),
};

test.each([...openPaths].map((open) => open.split(" ") as [string, string]))(
  "no answer of %s %s holds a bare session token, though Better Auth writes it into some",
  async (method, path) => {
    const person = await signUp(issuer, "Eve");
    await sql(`update "user" set role = 'admin' where email = $1`, person.email);
    const [{ id }] = await sql(`select id from "user" where email = $1`, bob.email);
    const sessions = () => sql("select token from session");
    const before = await sessions();
    const fitting = bodies[path]?.(person, id);
    const body = method === "POST" ? (fitting ?? {}) : undefined;
    const answer = await issuer.call(path, { cookie: person.cookie, body });
    const text = await answer.text();
    if (fitting || method === "GET") expect(answer.status, text).toBe(200);
    for (const { token } of [...before, ...(await sessions())]) expect(text).not.toContain(token);
    if (path !== "/token") expect(text).not.toMatch(/"token"/);
  },
);
