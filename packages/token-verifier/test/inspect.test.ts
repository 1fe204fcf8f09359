import { afterAll, expect, test } from "vitest";
import { inspectToken } from "../src/inspect.ts";
import { createTokenVerifier } from "../src/verifier.ts";
import { payloads, values } from "./attacks/claims.ts";
import { issuer, stranger } from "./attacks/context.ts";
import { algorithm, form } from "./attacks/form.ts";
import { headers } from "./attacks/headers.ts";
import { brokenKeySets, redirectTarget } from "./attacks/key-sets.ts";

const verifier = createTokenVerifier(issuer);
afterAll(async () => {
  verifier.close();
  await Promise.all([issuer.stop(), stranger.stop(), redirectTarget.stop()]);
});

const inspect = (token: string, keySet: object | undefined = issuer.keySet()) =>
  inspectToken(token, { ...issuer, keySet: keySet as Record<string, unknown> | undefined });
const accepts = (token: string) =>
  verifier.verify(token).then(
    () => true,
    () => false,
  );

test.each([...form, ...algorithm, ...headers, ...payloads, ...values])(
  "an inspection lets in exactly what the verifier lets in: %s",
  async (_rule, _code, make) => {
    const token = await make();
    const { accepted, checks } = await inspect(token);
    expect(accepted).toBe(await accepts(token));
    expect(checks.some(({ passed }) => !passed)).toBe(true);
    const signature = token.split(".")[2] ?? "";
    if (signature.length > 20) {
      expect(JSON.stringify({ ...(await inspect(token)), claims: 0 })).not.toContain(signature);
    }
  },
);

test("a good token passes every check, with its claims and the key that signed it", async () => {
  for (const header of [{}, { typ: "application/at+jwt" }]) {
    const token = await issuer.mint({ name: "Ada" }, header);
    const { accepted, checks, claims, key } = await inspect(token);
    expect(accepted).toBe(await accepts(token));
    expect(accepted).toBe(true);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(checks.length).toBeGreaterThan(20);
    expect(claims).toMatchObject({ name: "Ada" });
    expect(key).toMatchObject({ kid: issuer.kid, crv: "Ed25519" });
  }
});

test("every rule that doesn't hold is told at once, with what was wanted and what it is", async () => {
  const token = await issuer.mint({
    aud: "urn:x",
    iss: "https://elsewhere.example",
    expiresIn: -180,
  });
  const { checks } = await inspect(token);
  const failed = Object.fromEntries(checks.filter(({ passed }) => !passed).map(({ rule, why }) => [rule, why]));
  expect(failed).toEqual({
    iss: `wanted: issued by ${issuer.issuer}; it is "https://elsewhere.example"`,
    aud: `wanted: meant for ${issuer.audience}; it is "urn:x"`,
    exp: "wanted: hasn't ended; it is 3 min ago",
  });
});

test("a token without iat or exp is said to have an unknown life, not NaN seconds", async () => {
  for (const missing of [{ iat: undefined }, { exp: undefined }, { exp: "soon" }]) {
    const { checks } = await inspect(await issuer.mint(missing));
    expect(JSON.stringify(checks)).not.toContain("NaN");
    expect(checks.find(({ rule }) => rule === "life")?.why).toContain("iat or exp is missing or no number");
  }
});

test("without the keys it says so, and never lets a token in", async () => {
  const { accepted, checks, claims } = await inspectToken(await issuer.mint(), {
    ...issuer,
    keySet: undefined,
  });
  expect(accepted).toBe(false);
  expect(claims).toBeDefined();
  expect(checks.find(({ rule }) => rule === "key")?.why).toContain("couldn't be fetched");
});

test("a key set that a verifier refuses is none here either", async () => {
  expect(brokenKeySets.length).toBeGreaterThan(20);
  const { keys } = issuer.keySet();
  for (const broken of [{}, { keys: [] }, { keys: [{ ...keys[0], d: "AA" }] }, { keys: [...keys, ...keys] }]) {
    expect((await inspect(await issuer.mint(), broken)).accepted).toBe(false);
  }
});
