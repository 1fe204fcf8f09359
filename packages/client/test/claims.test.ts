import { expect, test } from "vitest";
import { claimsOf } from "../src/claims.ts";

const tokenOf = (payload: string) => `e30.${Buffer.from(payload).toString("base64url")}.c2ln`;

test("the claims of a token are read whatever characters its base64url has", () => {
  const claims = { uuid: "0199", name: "Zoë ÿ?>~ÿÿÿ" };
  expect(claimsOf(tokenOf(JSON.stringify(claims))).uuid).toBe(claims.uuid);
});

test.each(["", "a", "a.b.c", tokenOf("null"), tokenOf("[")])(
  "a token that can't be read has no claims: %j",
  (token) => {
    expect(claimsOf(token)).toEqual({});
  },
);
