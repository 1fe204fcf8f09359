import { withClient } from "@claimcheck/database/testing/test-database";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openPaths } from "../src/auth/handle.ts";
import { signUp, startIssuer, type TestIssuer, type TestPerson, webUrl } from "./support/issuer.ts";

// Many requests each, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer({
    TRUSTED_IP_HEADER: "x-real-ip",
    GITHUB_CLIENT_ID: "id",
    GITHUB_CLIENT_SECRET: "secret",
  });
});
afterAll(() => issuer.stop());
// What Better Auth logs about wrong input isn't looked at here.
beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

const endpoints = [...openPaths, "POST /sign-in/social", "POST /link-social", "GET /callback/github"];
/** Their session is over afterwards. */
const ending = new Set(["POST /sign-out", "POST /delete-user", "POST /change-password", "POST /revoke-session"]);

// An address of its own for each request, so that the limits of one address don't hide the answers.
let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `2001:db8:${addresses.toString(16)}::1`;
}

const callers: Pick<TestIssuer, "call" | "mailsTo"> = {
  call: (path, options) => issuer.call(path, { ...options, headers: { "x-real-ip": nextAddress() } }),
  mailsTo: (email) => issuer.mailsTo(email),
};

/** An administrator, whose session opens every path. */
async function newAdmin(): Promise<TestPerson> {
  const admin = await signUp(callers, "Ada");
  await withClient(issuer.database.ownerUrl, (client) =>
    client.query("UPDATE \"user\" SET role = 'admin' WHERE email = $1", [admin.email]),
  );
  return admin;
}

const names = fc.constantFrom(
  ...["email", "password", "name", "image", "token", "newPassword", "currentPassword", "newEmail", "callbackURL"],
  ...["redirectTo", "revokeOtherSessions", "id", "userId", "banReason", "response", "provider", "providerId", "uuid"],
  ...["limit", "offset", "searchValue", "sortBy", "filterField", "state", "code", "error", "aud", "scope", "__proto__"],
);
const hostile = fc.constantFrom(
  ...["\0", "a\0b@claimcheck.example", "\u0001", "\ud800", "\u202e", "\u200b", "", " ", "//evil.example", "null"],
  ...["javascript:alert(1)", "ada@claimcheck.example", "%00", "9".repeat(400), "x".repeat(3000), "[]", "github"],
);
const text = fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 30 }), fc.emailAddress());
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(1e308, -1, null, true, [], {}));

test("random input at every open path of the issuer is never a 5xx", async () => {
  let admin = await newAdmin();
  const body = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(names, value, { maxKeys: 5 }).map((sent) => JSON.stringify(sent)) },
    fc.jsonValue().map((sent) => JSON.stringify(sent)),
    fc.constantFrom("", "{", "\0", "null", '{"email":"\\u0000"}', '{"token":"\\u0000"}'),
  );
  const query = fc.dictionary(names, text, { maxKeys: 3 });
  const type = fc.constantFrom(
    ...[
      "application/json",
      "application/json",
      "application/json; charset=utf-16",
      "application/x-www-form-urlencoded",
    ],
    ...["text/plain", "multipart/form-data", "application/octet-stream"],
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...endpoints),
      query,
      body,
      type,
      fc.boolean(),
      async (endpoint, asked, sent, contentType, isSignedIn) => {
        const [method = "", path = ""] = endpoint.split(" ");
        const search = new URLSearchParams(asked);
        const request = new Request(`${webUrl}/api/auth${path}?${search}`, {
          method,
          headers: {
            origin: webUrl,
            "x-real-ip": nextAddress(),
            ...(method === "POST" && { "content-type": contentType }),
            ...(isSignedIn && { cookie: admin.cookie }),
          },
          ...(method === "POST" && { body: sent }),
        });
        const answer = await issuer.send(request);
        expect(answer.status, `${endpoint}?${search} ${contentType} ${sent}`).toBeLessThan(500);
        if (isSignedIn && ending.has(endpoint)) admin = await newAdmin();
      },
    ),
    { numRuns: 300, seed: 20 },
  );
});

test.each([
  ["a NUL in JSON", "application/json", '{"token":"\\u0000"}', /control characters/],
  ["a NUL in a key", "application/json", '{"a\\u0000":1}', /control characters/],
  ["half of a surrogate pair", "application/json", '{"token":"\\ud800"}', /control characters/],
  ["a NUL in a form", "application/x-www-form-urlencoded", "email=%00&password=x", /control characters/],
  ["no JSON", "application/json", "{", /valid JSON/],
  ["an array", "application/json", "[]", /JSON object/],
])("the answer to %s is a 400 that says what to change", async (_, type, body, message) => {
  const headers = { origin: webUrl, "content-type": type };
  const request = new Request(`${webUrl}/api/auth/sign-in/email`, { method: "POST", headers, body });
  const answer = await issuer.send(request);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: "INVALID_INPUT", message: expect.stringMatching(message) });
});
