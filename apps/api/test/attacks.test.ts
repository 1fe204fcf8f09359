import { randomUUID } from "node:crypto";
import { startIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { payloads, values } from "../../../packages/token-verifier/test/attacks/claims.ts";
import { claims, header, issuer, stranger } from "../../../packages/token-verifier/test/attacks/context.ts";
import { algorithm, form, hmacToken, secretsOf } from "../../../packages/token-verifier/test/attacks/form.ts";
import { headers } from "../../../packages/token-verifier/test/attacks/headers.ts";
import { request, startApi, type TestApi } from "./support/api.ts";
import { sendRaw } from "./support/raw.ts";

let api: TestApi;
/** Every API of these tests: none may let an attack in. */
const apis: TestApi[] = [];
beforeAll(async () => {
  api = await startApi({ issuer });
  apis.push(api);
});
afterAll(async () => {
  await api.close();
  await Promise.all([issuer.stop(), stranger.stop()]);
});

/** An announced body that never comes: whoever waits for it gives no answer. */
const unsent = "content-type: application/json\r\ncontent-length: 60000\r\n";

/** Sends the header lines as they are, to a route that reads and to one that writes; gives both answers. */
async function attack(lines: string, path = "/v1/tasks", at: { port: number } = api) {
  const head = `HTTP/1.1\r\nhost: localhost\r\n${lines}`;
  const bytes = (text: string) => Buffer.from(text, "latin1");
  return Promise.all([
    sendRaw(at.port, bytes(`GET ${path} ${head}\r\n`)),
    sendRaw(at.port, bytes(`POST ${path} ${head}${unsent}\r\n`)),
  ]);
}
const bearer = (token: string) => `authorization: Bearer ${token}\r\n`;

/** Expects a refusal by RFC 6750 that tells no reason, and that nothing was let in. */
function expectRefused(answers: string[], status: number, challenge: RegExp | undefined) {
  for (const answer of answers) {
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/^content-type: application\/problem\+json/im);
    if (challenge) expect(answer).toMatch(challenge);
  }
  for (const { handled } of apis) expect(handled).toEqual([]);
}
const invalid =
  /^www-authenticate: Bearer realm="api", error="invalid_token", error_description="The access token (is invalid|expired)", resource_metadata="[^"]+"\r$/im;

// A line break or a letter beyond Latin-1 can't stand in a header at all; a mebibyte ends as 431 below.
const sendable = [...form, ...algorithm, ...headers, ...payloads, ...values];
const unsendable = ["a line break at the end", "a mebibyte"];

test.each(sendable.filter(([rule]) => !unsendable.includes(rule)))("refuses %s (%s)", async (_rule, code, token) => {
  const before = api.logs.length;
  expectRefused(await attack(bearer(await token())), 401, invalid);
  expect(api.logs.slice(before).join("")).toMatch(new RegExp(`"reason":"(${code}|authorization_malformed)"`));
});

test("refuses headers beyond Node's limit before anything of ours sees them", async () => {
  const answers = await attack(bearer("A".repeat(20_000)));
  expectRefused(answers, 431, undefined);
});

describe("a genuine token sent in another way", () => {
  const missing = /^www-authenticate: Bearer realm="api", resource_metadata="[^"]+"\r$/im;
  const wrong = /^www-authenticate: Bearer realm="api", error="invalid_request"/im;
  test.each<[rule: string, status: number, challenge: RegExp | undefined, lines: (t: string) => string]>([
    ["two Authorization headers", 400, wrong, (t) => bearer(t) + bearer(t)],
    ["a good header behind a bad one", 400, wrong, (t) => bearer("a.b.c") + bearer(t)],
    ["a tab for a space", 401, invalid, (t) => `authorization: Bearer\t${t}\r\n`],
    ["a list of two", 401, invalid, (t) => bearer(`${t}, Bearer ${t}`)],
    ["something behind it", 401, invalid, (t) => bearer(`${t} x`)],
    ["a letter of Latin-1 behind it", 401, invalid, (t) => bearer(`${t}\xe4`)],
    ["quotes", 401, invalid, (t) => bearer(`"${t}"`)],
    ["no scheme", 401, missing, (t) => `authorization: ${t}\r\n`],
    ["the scheme Basic", 401, missing, (t) => `authorization: Basic ${t}\r\n`],
    ["the scheme DPoP", 401, missing, (t) => `authorization: DPoP ${t}\r\n`],
    ["a cookie", 401, missing, (t) => `cookie: session_token=${t}; token=${t}\r\n`],
    ["another header", 401, missing, (t) => `x-access-token: ${t}\r\n`],
    ["a NUL in it", 400, undefined, (t) => bearer(`${t.slice(0, 9)}\0${t.slice(9)}`)],
    ["a folded line", 400, undefined, (t) => `authorization: Bearer\r\n ${t}\r\n`],
  ])("%s: %i", async (_rule, status, challenge, lines) => {
    expectRefused(await attack(lines(await issuer.mint())), status, challenge);
  });

  test("the query: 400, also beside a good header", async () => {
    const token = await issuer.mint();
    for (const lines of ["", bearer(token)]) {
      expectRefused(await attack(lines, `/v1/tasks?access_token=${token}`), 400, wrong);
    }
  });

  test("the body: 401, and the body isn't read", async () => {
    const token = await issuer.mint();
    const form = `access_token=${token}`;
    const type = "application/x-www-form-urlencoded";
    const answer = await sendRaw(
      api.port,
      `POST /v1/tasks HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: ${form.length}\r\n\r\n${form}`,
    );
    expectRefused([answer], 401, missing);
  });

  test.each([
    // RFC 9110 section 11.4.
    ["in small letters", (t: string) => `bearer ${t}`],
    ["after two spaces", (t: string) => `BEARER  ${t}`],
    // RFC 9110 section 5.5: what stands around a field's value isn't part of it, and Node leaves it out.
    ["before spaces and tabs", (t: string) => `Bearer ${t} \t `],
  ])("%s it is let in", async (_rule, field) => {
    const ada = await api.person("Ada");
    const line = `authorization: ${field(await ada.token())}\r\n`;
    const answer = await sendRaw(api.port, `GET /v1/tasks HTTP/1.1\r\nhost: localhost\r\n${line}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(api.handled.splice(0)).toEqual(["GET /v1/tasks"]);
  });

  test.each([
    ["a uuid in upper case", (text: string, uuid: string) => text.replace(uuid, uuid.toUpperCase())],
    ["a claim __proto__", (text: string) => text.replace("{", `{"__proto__":{"uuid":"${randomUUID()}","nbf":9e9},`)],
  ])("with %s it is its person's, and nobody else's", async (_rule, change) => {
    const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
    await bob.call("POST", "/v1/tasks", { title: "Bob's" });
    const { id: sub, uuid, email, caller } = ada;
    const text = claims({ sub, uuid, sid: caller.sid, email });
    const token = await issuer.sign(header(), change(text, uuid));
    const me = await request(api.url, "GET", "/v1/me", { token });
    expect([me.status, me.body.uuid, me.body.email]).toEqual([200, uuid, email]);
    expect((await request(api.url, "GET", "/v1/tasks", { token })).body.items).toEqual([]);
    api.handled.length = 0;
  });
});

test("refuses a genuine token with any one character of its signature changed", async () => {
  const token = await issuer.mint();
  const from = token.lastIndexOf(".") + 1;
  const altered = Array.from({ length: token.length - from }, (_, at) => {
    const place = from + at;
    return token.slice(0, place) + (token[place] === "A" ? "Q" : "A") + token.slice(place + 1);
  });
  for (const one of altered) expectRefused(await attack(bearer(one)), 401, invalid);
});

describe("keys", () => {
  /** An API of its own with an issuer of its own, whose keys a test may spoil. */
  async function spoiled(
    given: Parameters<typeof startIssuer>[0] = {},
    verifier: NonNullable<Parameters<typeof startApi>[0]>["verifier"] = {},
  ) {
    const own = await startIssuer(given);
    const at = await startApi({ issuer: own, verifier });
    apis.push(at);
    onTestFinished(async () => {
      await at.close();
      await own.stop();
    });
    return { own, at };
  }

  test("a token of a key that was removed is refused at the next refresh", async () => {
    const start = Date.now();
    let passed = 0;
    const clock = { now: () => start + passed, monotonic: () => passed };
    const { own, at } = await spoiled(clock, clock);
    const old = own.kid;
    const token = await own.mint({ expiresIn: 3600 });
    await at.verifier.verify(token);
    await own.rotate();
    own.removeKey(old);
    passed += 11 * 60_000;
    expectRefused(await attack(bearer(token), undefined, at), 401, invalid);
  });

  test("a token of another environment's issuer, whose kid is ours", async () => {
    const { own, at } = await spoiled();
    const token = await stranger.mint({}, { kid: own.kid });
    expectRefused(await attack(bearer(token), undefined, at), 401, invalid);
  });

  test.each<[rule: string, alg: "EdDSA" | "ES256", more: (key: JWK) => Promise<object> | object]>([
    ["the kid twice", "EdDSA", async ({ kid }) => ({ ...(await exportedKey("Ed25519")), kid })],
    ["a private key", "EdDSA", async () => ({ ...(await exportedKey("Ed25519")), kid: "x", d: "AA" })],
    [
      "a key of low order, with which anybody can sign",
      "EdDSA",
      () => ({ kty: "OKP", crv: "Ed25519", kid: "weak", x: `AQ${"A".repeat(41)}` }),
    ],
    [
      "a P-256 key off the curve",
      "ES256",
      (key) => ({ ...key, kid: "weak", y: Buffer.alloc(32, 1).toString("base64url") }),
    ],
  ])("%s in the key set makes it unusable: 503, never a token let in (%s)", async (_rule, algorithm, more) => {
    const { own, at } = await spoiled({ algorithm }, { algorithms: [algorithm] });
    const extra = await more(own.keySet().keys[0] as JWK);
    own.setBehaviour((response, keySet) => {
      const { keys } = JSON.parse(keySet);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ keys: [...keys, extra] }));
    });
    const answers = await attack(bearer(await own.mint()), undefined, at);
    expectRefused(answers, 503, /^retry-after: \d+\r$/im);
  });

  test.each(["ES256", "RS256"] as const)(
    "%s: a signature of zeros, of another key, or by a secret made of the public key is refused",
    async (alg) => {
      const { own, at } = await spoiled({ algorithm: alg }, { algorithms: [alg] });
      const token = await own.mint();
      await at.verifier.verify(token);
      const [head = "", payload = "", signature = ""] = token.split(".");
      const zeros = Buffer.alloc(Buffer.from(signature, "base64url").length).toString("base64url");
      const other = await startIssuer({ issuer: own.issuer, algorithm: alg });
      onTestFinished(() => other.stop());
      for (const forged of [
        `${head}.${payload}.${zeros}`,
        await other.mint({}, { kid: own.kid }),
        ...secretsOf(own.keySet().keys[0] as JWK).flatMap((secret) =>
          ["HS256", alg].map((named) =>
            hmacToken(
              secret,
              JSON.stringify({ typ: "at+jwt", alg: named, kid: own.kid }),
              JSON.stringify(own.claims()),
            ),
          ),
        ),
        await own.mint({}, { alg: "HS256" }),
        await own.mint({}, { alg: "EdDSA" }),
      ]) {
        expectRefused(await attack(bearer(forged), undefined, at), 401, invalid);
      }
    },
  );
});

async function exportedKey(algorithm: string) {
  const { publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return exportJWK(publicKey);
}

test("a flood of unknown key ids reaches the key server at most once", async () => {
  const before = issuer.requests;
  const flood = Array.from({ length: 50 }, () => issuer.sign(header({ kid: randomUUID() }), "{}"));
  for (const token of flood) expectRefused(await attack(bearer(await token)), 401, invalid);
  expect(issuer.requests - before).toBeLessThanOrEqual(1);
});
