import { afterAll, expect, test } from "vitest";
import { TokenExpiredError, TokenInvalidError } from "../src/errors.ts";
import { createTokenVerifier } from "../src/verifier.ts";
import { payloads, values } from "./attacks/claims.ts";
import { issuer, stranger } from "./attacks/context.ts";
import { algorithm, form } from "./attacks/form.ts";
import { headers } from "./attacks/headers.ts";
import { refusal } from "./support.ts";

const verifier = createTokenVerifier(issuer);
afterAll(async () => {
  verifier.close();
  await Promise.all([issuer.stop(), stranger.stop()]);
});

test.each([...form, ...algorithm, ...headers, ...payloads, ...values])(
  "refuses %s (%s)",
  async (_rule, code, token) => {
    const text = await token();
    const error = await refusal(verifier.verify(text));
    expect(error).toBeInstanceOf(TokenInvalidError);
    expect(error).toMatchObject({ code, message: code });
    expect(error instanceof TokenExpiredError).toBe(code === "token_expired");
    if (text.length > 20) expect(JSON.stringify(error)).not.toContain(text.slice(-20));
  },
);

test("refuses a token with any one character changed", async () => {
  const token = await issuer.mint();
  await verifier.verify(token);
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === "A" ? "Q" : "A";
    const altered = token.slice(0, at) + other + token.slice(at + 1);
    expect(await refusal(verifier.verify(altered))).toBeInstanceOf(TokenInvalidError);
  }
});

test("tells the key id of a refused token for the log, once the header is well-formed", async () => {
  const known = await refusal(verifier.verify(await issuer.mint({ aud: "x" })));
  expect(known).toMatchObject({ keyId: issuer.kid });
  const malformed = await refusal(verifier.verify(await issuer.mint({}, { kid: "a\nb" })));
  expect(malformed).toMatchObject({ code: "kid_malformed", keyId: undefined });
});

test("all these attacks together fetched the keys at most twice: at first and for an unknown kid", () => {
  expect(issuer.requests).toBeLessThanOrEqual(2);
  expect(stranger.requests).toBe(0);
});
