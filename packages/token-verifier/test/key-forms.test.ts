import { exportJWK, generateKeyPair, type JWK } from "jose";
import { expect, test } from "vitest";
import { answer } from "../src/testing/issuer.ts";
import { beside, issuerForTest, refusal, verifierFor } from "./support.ts";

test("a fetch that takes long but ends in time is good", async () => {
  const issuer = await issuerForTest();
  issuer.setBehaviour((response, keySet) => {
    const timer = setTimeout(() => answer(response, keySet), 60);
    response.on("close", () => clearTimeout(timer));
  });
  const { verifier } = verifierFor(issuer);
  await verifier.verify(await issuer.mint());
});

test("keys of other kinds beside the good one are left out, whatever their form", async () => {
  const issuer = await issuerForTest();
  const { publicKey } = await generateKeyPair("ES256", { extractable: true });
  issuer.setBehaviour(
    beside(
      { ...(await exportJWK(publicKey)), kid: "es256" },
      { kty: "EC", crv: "P-256", x: "AA", y: "AA", kid: "off-curve" },
      { kty: "RSA", n: "AQAB", e: "AQ", kid: "tiny" },
      { kty: "OKP", crv: "X25519", x: "AA", kid: "exchange" },
      { kty: "AKP", alg: "ML-DSA-44", pub: "AA", kid: "later" },
      { kty: 7 },
    ),
  );
  const { verifier, events } = verifierFor(issuer);
  await verifier.verify(await issuer.mint());
  expect(events).toMatchObject([{ type: "keys_fetched", keyIds: [issuer.kid] }]);
});

test.each<[string, "ES256" | "RS256", (key: JWK) => Promise<JWK>]>([
  ["a P-256 key off the curve", "ES256", async (key) => ({ ...key, y: Buffer.alloc(32, 1).toString("base64url") })],
  ["an RSA key with exponent 1", "RS256", async (key) => ({ ...key, e: "AQ" })],
  ["an RSA key with exponent 3", "RS256", async (key) => ({ ...key, e: "Aw" })],
  ["an RSA key of 1024 bits", "RS256", async (key) => ({ ...key, n: Buffer.alloc(128, 0xc5).toString("base64url") })],
  ["an RSA key of 16384 bits", "RS256", async (key) => ({ ...key, n: Buffer.alloc(2048, 0xc5).toString("base64url") })],
])("%s makes the whole set unsafe", async (_rule, algorithm, weaken) => {
  const issuer = await issuerForTest({ algorithm });
  const [key] = issuer.keySet().keys as [JWK];
  const weak = { ...(await weaken(key)), kid: "weak" };
  issuer.setBehaviour(beside(weak));
  const { verifier, events } = verifierFor(issuer, { algorithms: [algorithm] });
  expect(await refusal(verifier.verify(await issuer.mint()))).toMatchObject({
    code: "keys_unavailable",
  });
  expect(events).toMatchObject([{ type: "keys_fetch_failed", reason: "key_unsafe" }]);
});

test("32 keys are still a set", async () => {
  const issuer = await issuerForTest();
  for (let count = 1; count < 32; count += 1) await issuer.addKey();
  const { verifier } = verifierFor(issuer);
  await verifier.verify(await issuer.mint());
});

test("keys may come as application/jwk-set+json and with a charset", async () => {
  const issuer = await issuerForTest();
  issuer.setBehaviour((response, keySet) =>
    answer(response, keySet, {
      headers: { "content-type": "application/jwk-set+json; charset=utf-8" },
    }),
  );
  const { verifier } = verifierFor(issuer);
  await verifier.verify(await issuer.mint());
});
