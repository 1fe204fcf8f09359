import { expect, test } from "vitest";
import { readOptions, type VerifierOptions } from "../src/options.ts";
import { createTokenVerifier } from "../src/verifier.ts";

const good: VerifierOptions = {
  issuer: "https://web.example",
  audience: "https://api.example",
  jwksUrl: "https://web.example/api/auth/jwks",
};

test.each<[string, Record<string, unknown>, RegExp]>([
  ["an empty issuer", { issuer: "" }, /issuer/],
  ["no issuer", { issuer: undefined }, /issuer/],
  ["a list of issuers", { issuer: ["https://web.example"] }, /issuer/],
  ["no audience", { audience: undefined }, /audience/],
  ["an empty audience", { audience: "" }, /audience/],
  ["an empty list of audiences", { audience: [] }, /audience/],
  ["an empty audience among others", { audience: ["https://api.example", ""] }, /audience/],
  ["HS256", { algorithms: ["HS256"] }, /HS256/],
  ["none beside a good one", { algorithms: ["EdDSA", "none"] }, /none/],
  ["no algorithm", { algorithms: [] }, /algorithms/],
  ["the name of an object's method", { algorithms: ["constructor"] }, /algorithms/],
  ["no key address", { jwksUrl: undefined }, /jwksUrl/],
  ["http to another host", { jwksUrl: "http://web.example/jwks" }, /https/],
  ["a host that starts like loopback", { jwksUrl: "http://127.0.0.1.example/jwks" }, /https/],
  ["a host that ends like localhost", { jwksUrl: "http://notlocalhost/jwks" }, /https/],
  ["a file", { jwksUrl: "file:///etc/passwd", allowHttp: true }, /https/],
  ["credentials in the address", { jwksUrl: "https://a:b@web.example/jwks" }, /credentials/],
])("a verifier isn't made with %s", (_rule, wrong, message) => {
  expect(() => createTokenVerifier({ ...good, ...wrong } as VerifierOptions)).toThrow(message);
});

test.each<[string, Partial<VerifierOptions>]>([
  ["https anywhere", {}],
  ["http to localhost", { jwksUrl: "http://localhost:3000/jwks" }],
  ["http to 127.0.0.0/8", { jwksUrl: "http://127.8.8.8/jwks" }],
  ["http to ::1", { jwksUrl: "http://[::1]:3000/jwks" }],
  ["http to another host when told so", { jwksUrl: "http://web:3000/jwks", allowHttp: true }],
  ["every algorithm there is", { algorithms: ["EdDSA", "Ed25519", "ES256", "RS256"] }],
])("a verifier is made with %s", (_rule, right) => {
  createTokenVerifier({ ...good, ...right }).close();
});

test("keys are fetched within 3 s, used for 10 min, an hour when the issuer fails, unless other times are chosen", () => {
  expect(readOptions(good).timing).toEqual({
    refreshMs: 480_000,
    freshMs: 600_000,
    staleMs: 3_600_000,
    unknownKidMs: 30_000,
    backoffMs: 1_000,
    maxBackoffMs: 30_000,
    fetchTimeoutMs: 3_000,
    verifiedMs: 60_000,
  });
  expect(readOptions({ ...good, timing: { freshMs: 1 } }).timing).toMatchObject({ freshMs: 1, fetchTimeoutMs: 3_000 });
});

test("EdDSA is the only algorithm unless others are chosen", () => {
  expect(readOptions(good).algorithms).toEqual(["EdDSA"]);
});
