import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { signUp, startIssuer, type TestIssuer, webUrl } from "./support/issuer.ts";

let open: TestIssuer;
let behindProxy: TestIssuer;
beforeAll(async () => {
  open = await startIssuer();
  behindProxy = await startIssuer({ TRUSTED_IP_HEADER: "x-real-ip" });
});
afterAll(async () => {
  await Promise.all([open.stop(), behindProxy.stop()]);
});
afterEach(() => vi.restoreAllMocks());

const attempt = { email: "nobody@claimcheck.example", password: "not-the-password" };

/** Signs in with a wrong password until it is refused for being too often; gives the tries it took. */
async function triesUntilLimited(
  { call }: TestIssuer,
  headersOf: (attempt: number) => Record<string, string>,
): Promise<number> {
  for (let tries = 0; tries <= 20; tries++) {
    // Of another account each time, so that only the address can be what is counted.
    const body = { ...attempt, email: `${crypto.randomUUID()}@claimcheck.example` };
    const response = await call("/sign-in/email", { body, headers: headersOf(tries) });
    if (response.status !== 429) continue;
    expect(Number(response.headers.get("x-retry-after"))).toBeGreaterThan(0);
    return tries;
  }
  return Number.POSITIVE_INFINITY;
}

test("paths that the app doesn't use aren't there", async () => {
  const ada = await signUp(open, "Ada");
  for (const path of ["/list-sessions", "/list-accounts", "/set-password", "/error", "/token/", "/ok", "/"]) {
    for (const options of [{ cookie: ada.cookie }, { cookie: ada.cookie, body: {} }]) {
      expect((await open.call(path, options)).status, path).toBe(404);
    }
  }
});

test("a path that is open for one method isn't there for another", async () => {
  const ada = await signUp(open, "Ada");
  for (const [path, options] of [
    ["/verify-email?token=made-up", {}],
    ["/reset-password?token=made-up", {}],
    ["/get-session", { body: {} }],
    ["/token", { body: {} }],
  ] as const) {
    expect((await open.call(path, { cookie: ada.cookie, ...options })).status, path).toBe(404);
  }
});

test("a request from another origin changes nothing", async () => {
  const ada = await signUp(open, "Ada");
  const headers = { origin: "https://evil.example" };
  for (const [path, body] of [
    ["/sign-out", {}],
    ["/update-user", { name: "Mallory" }],
    ["/sign-in/email", attempt],
  ] as const) {
    const response = await open.call(path, { body, headers, cookie: ada.cookie });
    expect(response.status).toBe(403);
  }
  const session = await open.call("/get-session", { cookie: ada.cookie });
  expect(await session.json()).toMatchObject({ user: { name: "Ada" } });
});

test("a body over the limit is refused before it is read to its end", async () => {
  const body = { ...attempt, name: "n".repeat(16 * 1024) };
  expect((await open.call("/sign-up/email", { body })).status).toBe(413);
});

test.each([
  ["http", webUrl, /^claimcheck-4310\.(session_token|known_device)=.*; HttpOnly; SameSite=Lax$/],
  [
    "https",
    "https://tasks.example",
    /^__Host-claimcheck\.(session_token|known_device)=.*; HttpOnly; Secure; SameSite=Lax$/,
  ],
])("the session cookie is out of reach for scripts and other sites: %s", async (_, origin, form) => {
  const BETTER_AUTH_SECRETS = `1:${randomBytes(32).toString("hex")}`;
  const issuer = await startIssuer({ BETTER_AUTH_URL: origin, BETTER_AUTH_SECRETS });
  onTestFinished(() => issuer.stop());
  const { email, password, cookie } = await signUp(issuer, "Ada");
  const response = await issuer.call("/sign-in/email", { body: { email, password } });
  const one = expect.stringMatching(form);
  expect(response.headers.getSetCookie()).toEqual([one, one]);
  expect((await issuer.call("/token", { cookie })).status).toBe(200);
});

test("behind https every cookie is for https and this host, and out of reach for scripts", async () => {
  const issuer = await startIssuer({
    BETTER_AUTH_URL: "https://tasks.example",
    BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("hex")}`,
    GITHUB_CLIENT_ID: "id",
    GITHUB_CLIENT_SECRET: "secret",
  });
  onTestFinished(() => issuer.stop());
  const { cookie } = await signUp(issuer, "Ada");
  const answers = [
    await issuer.call("/sign-in/social", { body: { provider: "github", callbackURL: "/tasks" } }),
    await issuer.call("/passkey/generate-authenticate-options"),
    await issuer.call("/passkey/generate-register-options", { cookie }),
    await issuer.call("/sign-out", { cookie, body: {} }),
  ];
  for (const { status, headers } of answers) {
    expect(status).toBe(200);
    expect(headers.getSetCookie()).not.toEqual([]);
    for (const line of headers.getSetCookie())
      expect(line).toMatch(/^__Host-claimcheck\.\w+=.*; HttpOnly; Secure; SameSite=Lax$/);
  }
});

test("without a trusted header no address that a caller names is kept of a session", async () => {
  const { email, password } = await signUp(open, "Ada");
  const names = ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "x-claimcheck-ip"];
  const headers = Object.fromEntries(names.map((name) => [name, "203.0.113.7"]));
  await open.call("/sign-in/email", { body: { email, password }, headers });
  const { rows } = await withClient(open.database.ownerUrl, (client) =>
    client.query(
      `select ip_address, network from session s join "user" u on u.id = s.user_id
       join audit_event e on e.user_id = u.uuid and e.kind = 'signed_in' where email = $1`,
      [email],
    ),
  );
  // Two sessions with two sign-ins, each with each.
  expect(rows).toHaveLength(4);
  expect(JSON.stringify(rows)).not.toContain("203.0.113");
});

test("without a trusted header a caller can't get around the limit by naming addresses", async () => {
  const from = (address: string) => ({
    body: attempt,
    headers: Object.fromEntries(["x-forwarded-for", "x-real-ip", "x-claimcheck-ip"].map((name) => [name, address])),
  });
  expect((await open.call("/sign-in/email", from("198.18.0.1"))).status).toBe(401);
  await withClient(open.database.ownerUrl, (client) =>
    client.query("update rate_limit set count = 100 where key like '%/sign-in/email'"),
  );
  expect((await open.call("/sign-in/email", from("198.18.0.2"))).status).toBe(429);
});

test("with a trusted header each address has its own limit, and no other header counts", async () => {
  const at = (address: string) => (n: number) => ({
    "x-real-ip": address,
    "x-forwarded-for": `198.18.0.${n}`,
    "x-claimcheck-ip": `198.18.0.${n}`,
  });
  expect(await triesUntilLimited(behindProxy, at("198.18.1.1"))).toBe(10);
  expect(await triesUntilLimited(behindProxy, at("198.18.1.2"))).toBe(10);
});

test("a limit ends with its window, however steadily it was used", async () => {
  const headers = { "x-real-ip": "198.18.2.1" };
  expect(await triesUntilLimited(behindProxy, () => headers)).toBe(10);
  await withClient(behindProxy.database.ownerUrl, (client) =>
    client.query("update rate_limit set last_request = last_request - 60000"),
  );
  const response = await behindProxy.call("/sign-in/email", { body: attempt, headers });
  expect(response.status).toBe(401);
});

test("reading the keys isn't limited", async () => {
  const headers = { "x-real-ip": "198.18.3.1" };
  // Some at once, but no more than wait their turn at the database on a busy machine.
  for (let round = 0; round < 12; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => behindProxy.call("/jwks", { headers })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  }
});

/** Everything that is written to the console until the test ends. */
function recordLog(): () => string {
  const lines: string[] = [];
  for (const method of ["error", "warn", "log", "info", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...args) => {
      lines.push(args.map((arg) => (typeof arg === "string" ? arg : inspect(arg))).join(" "));
    });
  }
  return () => lines.join("\n");
}

test("a statement that fails is a 5xx, and the log has it without what it carried", async () => {
  const log = recordLog();
  const broken = await startIssuer();
  await withClient(broken.database.ownerUrl, (client) =>
    client.query("alter table account add constraint refused check (false) not valid"),
  );
  const email = "ada@claimcheck.example";
  const body = { ...attempt, email, name: "Ada" };
  expect((await broken.call("/sign-up/email", { body })).status).toBe(503);
  expect(log()).toContain('violates check constraint "refused"');
  for (const secret of [email, attempt.password, /[0-9a-f]{64}/]) expect(log()).not.toMatch(secret);
  await broken.stop();
});

test("what a request holds makes no line of its own in the log", async () => {
  const log = recordLog();
  const callbackURL = "https://evil.example/\nauth error forged";
  const body = { ...attempt, email: `${crypto.randomUUID()}@claimcheck.example`, name: "Ada", callbackURL };
  expect((await open.call("/sign-up/email", { body })).status).toBe(403);
  expect(log().split("\n")).toEqual([expect.stringContaining("evil.example")]);
});

test("a database that is away is a 5xx, and the log tells neither address, password nor token", async () => {
  const log = recordLog();
  const broken = await startIssuer();
  const ada = await signUp(broken, "Ada");
  await broken.database.drop();
  const { email, password } = ada;
  const answers = [
    await broken.call("/sign-in/email", { body: { email, password } }),
    await broken.call("/sign-up/email", { body: { name: "Bob", email: `b${email}`, password } }),
    await broken.call("/jwks"),
  ];
  const token = await broken.call("/token", { cookie: ada.cookie });
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(token.status).toBe(503);
  expect(log()).not.toBe("");
  const session = decodeURIComponent(ada.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
  for (const secret of [email, password, session]) expect(log()).not.toContain(secret);
});
