import type { Algorithm } from "@claimcheck/token-verifier/algorithms";
import { inspectToken } from "@claimcheck/token-verifier/inspect";
import { fetchJwks } from "@claimcheck/token-verifier/jwks-fetch";
import { KeySetError } from "@claimcheck/token-verifier/key-set-error";

type Against = {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: readonly Algorithm[];
};

const timeoutMs = 3000;
const times = ["iat", "nbf", "exp"];

/** Prints what a token says and each check of it, never the token itself. Gives 0 when it would be accepted, else 1. */
export async function inspect(token: string, { jwksUrl, ...expected }: Against): Promise<number> {
  const { document, trouble } = await keysAt(jwksUrl);
  const { header, claims, checks, accepted } = await inspectToken(token, {
    ...expected,
    keySet: document,
  });
  console.log(`Token  ${token.slice(0, 8)}… (${token.length} characters)`);
  if (header) console.log(`Header ${JSON.stringify(header)}`);
  if (claims) {
    console.log("Claims");
    for (const [name, value] of Object.entries(claims)) {
      console.log(`  ${name.padEnd(7)}${JSON.stringify(value)}${inWords(name, value)}`);
    }
  }
  console.log(`Checks against ${jwksUrl}${trouble ? ` (${trouble})` : ""}`);
  for (const { rule, passed, why } of checks) {
    console.log(`  ${passed ? "pass" : "FAIL"}  ${rule.padEnd(15)}${why}`);
  }
  console.log(accepted ? "Accepted." : "Not accepted.");
  return accepted ? 0 : 1;
}

async function keysAt(url: string) {
  try {
    const { signal } = new AbortController();
    return { document: await fetchJwks(new URL(url), { timeoutMs, signal }) };
  } catch (error) {
    const reason = error instanceof KeySetError ? error.reason : "no URL";
    return { document: undefined, trouble: `not to be had: ${reason}` };
  }
}

function inWords(name: string, value: unknown): string {
  if (!times.includes(name) || typeof value !== "number") return "";
  const at = new Date(value * 1000);
  return Number.isNaN(at.getTime()) ? "" : `  ${at.toISOString()}`;
}
