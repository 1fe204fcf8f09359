import { randomBytes } from "node:crypto";
import { createTokenVerifier } from "@claimcheck/token-verifier/verifier";
import { expect, test } from "vitest";
import { readConfig, verifierOptions } from "../src/config.ts";

const good = {
  BETTER_AUTH_URL: "https://web.example",
  API_URL: "https://api.example",
  API_DATABASE_URL: `postgres://app_api:${randomBytes(16).toString("hex")}@127.0.0.1:1/claimcheck`,
};

test.each<[string, Record<string, string>, RegExp]>([
  ["keys over http from another host", { JWKS_URL: "http://web:3000/jwks" }, /^JWKS_URL is wrong: http to another/],
  ["keys from a file", { JWKS_URL: "file:///etc/keys.json" }, /^JWKS_URL is wrong/],
  ["keys from a file, when http is allowed", { JWKS_URL: "file:///k", JWKS_ALLOW_HTTP: "true" }, /^JWKS_URL is wrong/],
  ["an audience that is the issuer", { API_URL: "https://web.example" }, /^API_URL is wrong: it equals/],
  ["the same with a slash", { API_URL: "https://web.example/" }, /^API_URL is wrong: it equals/],
  ["an issuer over http on another host", { BETTER_AUTH_URL: "http://web.example" }, /^BETTER_AUTH_URL is wrong/],
  ["an API over http on another host", { API_URL: "http://api.example" }, /^API_URL is wrong/],
  [
    "a wildcard for the one origin that CORS lets in",
    { BETTER_AUTH_URL: "https://*.example" },
    /^BETTER_AUTH_URL is wrong: a wildcard/,
  ],
  ["a star for it", { BETTER_AUTH_URL: "*" }, /^BETTER_AUTH_URL is wrong/],
  ["a list of origins", { CORS_ORIGIN: "*" }, /^CORS_ORIGIN isn't taken: .*BETTER_AUTH_URL/],
  [
    "a password from an example",
    { API_DATABASE_URL: "postgres://app_api:postgres@db/x" },
    /^API_DATABASE_URL is wrong: its secret/,
  ],
  [
    "one for its events",
    { API_EVENTS_DATABASE_URL: "postgres://a:claimcheck@db/x" },
    /^API_EVENTS_DATABASE_URL is wrong: its/,
  ],
  ["a shared-secret algorithm", { JWT_ALGS: "EdDSA,HS256" }, /^JWT_ALGS is wrong/],
  ["the algorithm none", { JWT_ALGS: "none" }, /^JWT_ALGS is wrong/],
  ["no way for events past a pooler", { API_NAMED_STATEMENTS: "false" }, /^API_EVENTS_DATABASE_URL is missing: /],
])("the API doesn't start with %s", (_rule, wrong, line) => {
  expect(() => readConfig({ ...good, ...wrong })).toThrow(line);
});

test("on this machine alone, a password from an example will do", () => {
  const here = { BETTER_AUTH_URL: "http://localhost:3000", API_URL: "http://localhost:8000" };
  const API_DATABASE_URL = "postgres://app_api:postgres@127.0.0.1/claimcheck";
  expect(readConfig({ ...good, ...here, API_DATABASE_URL })).toMatchObject({ API_DATABASE_URL });
  expect(() => readConfig({ ...good, API_DATABASE_URL })).toThrow(/^API_DATABASE_URL is wrong/);
});

test.each([
  ["https://keys.example/jwks", "false"],
  ["http://localhost:3000/jwks", "false"],
  ["http://127.0.0.1:3000/jwks", "false"],
  ["http://web:3000/jwks", "true"],
])("keys from %s are taken with JWKS_ALLOW_HTTP=%s", (JWKS_URL, JWKS_ALLOW_HTTP) => {
  const options = verifierOptions(readConfig({ ...good, JWKS_URL, JWKS_ALLOW_HTTP }));
  expect(options).toMatchObject({ issuer: good.BETTER_AUTH_URL, audience: good.API_URL, jwksUrl: JWKS_URL });
  createTokenVerifier(options).close();
});
