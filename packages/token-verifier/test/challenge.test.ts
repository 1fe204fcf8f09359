import { expect, test } from "vitest";
import { challengeFor } from "../src/challenge.ts";
import {
  BearerMissingError,
  BearerRequestError,
  InsufficientScopeError,
  KeysUnavailableError,
  TokenExpiredError,
  TokenInvalidError,
} from "../src/errors.ts";
import { requireScopes } from "../src/scopes.ts";

test("no credentials: 401 without an error code", () => {
  expect(challengeFor(new BearerMissingError())).toEqual({
    status: 401,
    wwwAuthenticate: 'Bearer realm="api"',
  });
});

test("a token sent in a wrong way: 400 invalid_request", () => {
  expect(challengeFor(new BearerRequestError("token_in_query"))).toEqual({
    status: 400,
    wwwAuthenticate:
      'Bearer realm="api", error="invalid_request", error_description="Send one Authorization header and no token elsewhere"',
  });
});

test("a refused token: 401 invalid_token, and every reason but expiry looks the same", () => {
  const refused = challengeFor(new TokenInvalidError("signature_wrong"));
  expect(refused).toEqual({
    status: 401,
    wwwAuthenticate: 'Bearer realm="api", error="invalid_token", error_description="The access token is invalid"',
  });
  expect(challengeFor(new TokenInvalidError("kid_unknown"))).toEqual(refused);
  expect(challengeFor(new TokenInvalidError("authorization_malformed"))).toEqual(refused);
  expect(challengeFor(new TokenExpiredError())).toEqual({
    status: 401,
    wwwAuthenticate: 'Bearer realm="api", error="invalid_token", error_description="The access token expired"',
  });
});

test("a missing scope: 403 insufficient_scope that names what is needed", () => {
  expect(challengeFor(new InsufficientScopeError(["tasks:read", "tasks:write"]))).toEqual({
    status: 403,
    wwwAuthenticate: 'Bearer realm="api", error="insufficient_scope", scope="tasks:read tasks:write"',
  });
});

test("no keys: 503 with Retry-After, never 401", () => {
  expect(challengeFor(new KeysUnavailableError(7))).toEqual({ status: 503, retryAfter: 7 });
});

test("a realm can't end its quotes", () => {
  expect(challengeFor(new BearerMissingError(), 'a", error="\\').wwwAuthenticate).toBe(`Bearer realm="a', error='"`);
});

test("every scope asked for must have been granted", () => {
  const reader = { scopes: ["tasks:read"] };
  requireScopes(reader, ["tasks:read"]);
  requireScopes(reader, []);
  expect(() => requireScopes(reader, ["tasks:read", "tasks:write"])).toThrow(InsufficientScopeError);
  expect(() => requireScopes({ scopes: ["tasks:read:own"] }, ["tasks:read"])).toThrow();
});
