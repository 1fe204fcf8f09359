import { expect, test } from "vitest";
import { readBearer } from "../src/bearer.ts";
import { BearerMissingError, BearerRequestError, TokenInvalidError } from "../src/errors.ts";

const token = "aaa.bbb.ccc";

test.each([
  ["the scheme is case-insensitive", ["authorization", `bEARER ${token}`]],
  ["one or more spaces follow the scheme", ["Authorization", `Bearer   ${token}`]],
  ["other headers don't matter", ["Accept", "*/*", "AUTHORIZATION", `Bearer ${token}`, "Via", "x"]],
])("gives the token: %s", (_rule, rawHeaders) => {
  expect(readBearer(rawHeaders, "/v1/tasks?limit=5")).toBe(token);
});

test.each([
  ["no Authorization header", []],
  ["a header whose value is Authorization", ["x-name", "Authorization", "y", `Bearer ${token}`]],
  ["an empty header", ["Authorization", ""]],
  ["the Basic scheme", ["Authorization", "Basic dXNlcjpwYXNz"]],
  ["the DPoP scheme", ["Authorization", `DPoP ${token}`]],
  ["a scheme that starts with Bearer", ["Authorization", `Bearer2 ${token}`]],
  ["a token without a scheme", ["Authorization", token]],
  ["a token in a cookie", ["Cookie", `access_token=${token}`]],
])("counts as no credentials: %s", (_rule, rawHeaders) => {
  expect(() => readBearer(rawHeaders, "/")).toThrow(BearerMissingError);
});

test.each([
  ["a tab after the scheme", `Bearer\t${token}`],
  ["a tab after the space", `Bearer \t${token}`],
  ["two tokens with a comma", `Bearer ${token}, Bearer ${token}`],
  ["a parameter behind the token", `Bearer ${token} realm="x"`],
  ["a space behind the token, which HTTP doesn't count as part of a field", `Bearer ${token} `],
  ["a trailing comma", `Bearer ${token},`],
  ["padding", `Bearer ${token}=`],
  ["no token", "Bearer"],
  ["two segments", "Bearer aaa.bbb"],
  ["four segments", `Bearer ${token}.ddd`],
  ["five segments, as in a JWE", `Bearer ${token}.ddd.eee`],
  ["an empty signature", "Bearer aaa.bbb."],
  ["Latin-1 characters", `Bearer ${token}\u00e9`],
  ["a NUL", `Bearer ${token}\0`],
  ["a line break", `Bearer ${token}\n`],
  ["JSON serialization", 'Bearer {"payload":"a","signatures":[]}'],
])("refuses a malformed header as an invalid token: %s", (_rule, value) => {
  expect(() => readBearer(["Authorization", value], "/")).toThrow(
    expect.objectContaining({
      constructor: TokenInvalidError,
      code: "authorization_malformed",
    }),
  );
});

test("refuses two Authorization headers, although Node shows only the first elsewhere", () => {
  const rawHeaders = ["Authorization", `Bearer ${token}`, "authorization", "Bearer x.y.z"];
  expect(() => readBearer(rawHeaders, "/")).toThrow(
    expect.objectContaining({
      constructor: BearerRequestError,
      code: "several_authorization_headers",
    }),
  );
});

test.each([`/?access_token=${token}`, "/?a=1&access_token", `/?%61ccess_token=${token}`])(
  "refuses a token in the query, also beside a good header: %s",
  (url) => {
    expect(() => readBearer(["Authorization", `Bearer ${token}`], url)).toThrow(
      expect.objectContaining({ constructor: BearerRequestError, code: "token_in_query" }),
    );
    expect(() => readBearer([], url)).toThrow(BearerRequestError);
  },
);
