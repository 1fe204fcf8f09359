import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startIssuer, type TestIssuer } from "../src/testing/issuer.ts";
import { createClock, issuerForTest, refusal, verifierFor } from "./support.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

test("gives who is calling, frozen, and drops every other claim", async () => {
  const uuid = randomUUID();
  const expiresAt = Math.floor(Date.now() / 1000) + 200;
  const { verifier } = verifierFor(issuer);
  const token = await issuer.mint({
    uuid,
    sub: "person-1",
    sid: "session-1",
    email: "ada@example.com",
    name: "Ada",
    exp: expiresAt,
    admin: true,
  });
  const principal = await verifier.verify(token);
  expect(principal).toEqual({
    issuer: issuer.issuer,
    subject: "person-1",
    userUuid: uuid,
    sid: "session-1",
    email: "ada@example.com",
    name: "Ada",
    scopes: ["tasks:read", "tasks:write"],
    expiresAt,
  });
  expect(Object.isFrozen(principal) && Object.isFrozen(principal.scopes)).toBe(true);
});

test("an upper-case uuid is the same person as the lower-case one", async () => {
  const uuid = randomUUID();
  const { verifier } = verifierFor(issuer);
  const principal = await verifier.verify(await issuer.mint({ uuid: uuid.toUpperCase() }));
  expect(principal.userUuid).toBe(uuid);
});

test("a __proto__ claim changes nothing", async () => {
  const { verifier } = verifierFor(issuer);
  const payload = JSON.stringify(issuer.claims({ uuid: randomUUID() }));
  const token = await issuer.sign(
    JSON.stringify({ typ: "at+jwt", alg: "EdDSA", kid: issuer.kid }),
    payload.replace("{", '{"__proto__":{"email":"evil@example.com","nbf":9e9},'),
  );
  const principal = await verifier.verify(token);
  expect(principal.email).not.toBe("evil@example.com");
});

test("typ is that of an access token, in any case, with or without the prefix of a media type", async () => {
  const { verifier } = verifierFor(issuer);
  for (const typ of ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"]) {
    await verifier.verify(await issuer.mint({}, { typ }));
  }
});

test("one of several audiences on either side is enough", async () => {
  const { verifier } = verifierFor(issuer, {
    audience: ["https://a.example", "https://b.example"],
  });
  await verifier.verify(await issuer.mint({ aud: "https://b.example" }));
  await verifier.verify(await issuer.mint({ aud: ["https://c.example", "https://a.example"] }));
});

test("email, name and scope may be absent", async () => {
  const { verifier } = verifierFor(issuer);
  const token = await issuer.mint({ email: undefined, name: undefined, scope: undefined });
  expect(await verifier.verify(token)).toMatchObject({ email: "", name: "", scopes: [] });
});

test("spaces around scopes give no empty scope", async () => {
  const { verifier } = verifierFor(issuer);
  const { scopes } = await verifier.verify(await issuer.mint({ scope: "  tasks:read  " }));
  expect(scopes).toEqual(["tasks:read"]);
});

const start = 1_800_000_000;
test.each<[string, Record<string, number>, number, string | undefined]>([
  ["exp is reached 5 s late", { iat: 0, exp: 300 }, 304, undefined],
  ["exp is over 5 s after it", { iat: 0, exp: 300 }, 305, "token_expired"],
  ["iat may be 5 s ahead", { iat: 5, exp: 300 }, 0, undefined],
  ["iat may not be 6 s ahead", { iat: 6, exp: 300 }, 0, "issued_in_future"],
  ["nbf may be 5 s ahead", { iat: 0, nbf: 5, exp: 300 }, 0, undefined],
  ["nbf may not be 6 s ahead", { iat: 0, nbf: 6, exp: 300 }, 0, "not_yet_valid"],
  ["a life may last an hour", { iat: 0, exp: 3600 }, 0, undefined],
  ["a life may not last a second more", { iat: 0, exp: 3601 }, 0, "lifetime_too_long"],
])("holds times exactly: %s", async (_rule, times, at, code) => {
  const { verifier } = verifierFor(issuer, { now: () => (start + at) * 1000 + 999 });
  const claims = Object.fromEntries(Object.entries(times).map(([name, s]) => [name, start + s]));
  const token = await issuer.mint(claims);
  if (code === undefined) await verifier.verify(token);
  else expect(await refusal(verifier.verify(token))).toMatchObject({ code });
});

test.each(["ES256", "RS256"] as const)("takes %s when it is chosen, and only then", async (algorithm) => {
  const other = await issuerForTest({ algorithm });
  const token = await other.mint();
  const chosen = verifierFor(other, { algorithms: ["EdDSA", algorithm] });
  await chosen.verifier.verify(token);
  const byDefault = verifierFor(other);
  expect(await refusal(byDefault.verifier.verify(token))).toMatchObject({
    code: "alg_not_allowed",
  });
  expect(byDefault.verifier.ready).toBe(false);
});

test("takes the RFC 9864 name Ed25519 when the key and the settings agree", async () => {
  const { verifier } = verifierFor(issuer, { algorithms: ["EdDSA", "Ed25519"] });
  await verifier.verify(await issuer.mint());
  // The published key says EdDSA, so it isn't for tokens that say Ed25519.
  const error = await refusal(verifier.verify(await issuer.mint({}, { alg: "Ed25519" })));
  expect(error).toMatchObject({ code: "alg_not_allowed" });

  const other = await issuerForTest();
  const named = other.keySet().keys.map((key) => ({ ...key, alg: "Ed25519" }));
  other.setBehaviour((response) => {
    response.setHeader("content-type", "application/jwk-set+json").end(JSON.stringify({ keys: named }));
  });
  const fully = verifierFor(other, { algorithms: ["Ed25519"] });
  await fully.verifier.verify(await other.mint({}, { alg: "Ed25519" }));
});

test.each([
  ["the zero signature of ES256", "ES256", 64, "signature_wrong"],
  ["a DER-length signature of ES256", "ES256", 70, "signature_length_wrong"],
  ["a short signature of RS256", "RS256", 255, "signature_length_wrong"],
  ["the zero signature of RS256", "RS256", 256, "signature_wrong"],
] as const)("refuses %s", async (_rule, algorithm, bytes, code) => {
  const other = await issuerForTest({ algorithm });
  const { verifier } = verifierFor(other, { algorithms: [algorithm] });
  const [header, payload] = (await other.mint()).split(".");
  const signature = Buffer.alloc(bytes).toString("base64url");
  const error = await refusal(verifier.verify(`${header}.${payload}.${signature}`));
  expect(error).toMatchObject({ code });
});

test("a key of one algorithm verifies no token that names another, though both are allowed", async () => {
  const { verifier } = verifierFor(issuer, { algorithms: ["EdDSA", "ES256"] });
  const error = await refusal(verifier.verify(await issuer.mint({}, { alg: "ES256" })));
  expect(error).toMatchObject({ code: "alg_not_allowed" });
});

test("no token is accepted more than an hour and 5 s after its iat", async () => {
  const clock = createClock();
  const { verifier } = verifierFor(issuer, clock);
  const seconds = Math.floor(clock.now() / 1000);
  const token = await issuer.mint({ iat: seconds, exp: seconds + 3600 });
  clock.pass(3_604_000);
  await verifier.verify(token);
  clock.pass(2_000);
  expect(await refusal(verifier.verify(token))).toMatchObject({ code: "token_expired" });
});
