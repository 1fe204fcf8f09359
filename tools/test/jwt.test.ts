import { spawn } from "node:child_process";
import { startIssuer, type TestIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../stack/parts.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

/** Runs the tool with its settings in the environment, so that it writes no `.env` of its own. */
async function run(args: string[], input = "") {
  const child = spawn(process.execPath, ["tools/run.mjs", ...args], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      BETTER_AUTH_URL: issuer.issuer,
      JWKS_URL: issuer.jwksUrl,
      ...quiet,
    },
  });
  child.stdin.end(input);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err };
}
const quiet = { BETTER_AUTH_SECRETS: `1:${"x".repeat(32)}`, DEMO_PASSWORD: "not-used-here" };

test("inspect reads a token from standard input, says pass and fail in words, and never shows it", async () => {
  const token = await issuer.mint({ name: "Ada" });
  const good = await run(["jwt", "inspect"], `Bearer ${token}\n`);
  expect(good.out).toMatch(/pass {2}signature/);
  expect(good.out).toMatch(/Accepted\.\n$/);
  expect(good.code).toBe(0);
  const bad = await run(["jwt", "inspect", "--audience", "urn:x"], token);
  expect(bad.out).toContain('wanted: meant for urn:x; it is "http://localhost:8000"');
  expect(bad.out).toMatch(/Not accepted\.\n$/);
  expect(bad.code).toBe(1);
  for (const { out, err } of [good, bad]) expect(out + err).not.toContain(token.slice(10, 40));
});

test("a token as an argument works, with a warning", async () => {
  const { code, err } = await run(["jwt", "inspect", await issuer.mint()]);
  expect(err).toContain("stays in the shell's history");
  expect(code).toBe(0);
});

test("keys out of reach: the claims are shown, and the token isn't accepted", async () => {
  const unreachable = ["--jwks-url", "http://127.0.0.1:9/jwks"];
  const { code, out } = await run(["jwt", "inspect", ...unreachable], await issuer.mint());
  expect(out).toContain("not to be had: unreachable");
  expect(out).toContain("tasks:read");
  expect(code).toBe(1);
});

test.each([
  [["jwt"], 2, "Usage: pnpm jwt get"],
  [["jwt", "get", "x"], 2, "Usage"],
  [["jwt", "inspect", "--what"], 2, "Usage"],
  [["jwt", "inspect"], 1, "There is no token"],
  [["jwt", "get"], 1, "The demo person can't sign in"],
  [["jwks"], 2, "Usage: pnpm jwks check"],
  [["jwks", "check", "http://127.0.0.1:9/x"], 1, "Nothing answers at http://127.0.0.1:9/x"],
  [["keys", "what"], 2, "Usage: pnpm keys list"],
  [["secret"], 2, "Usage: pnpm secret rotate"],
  [["secret", "rotate"], 1, "is set in the shell, not in .env"],
  [["admin", "grant"], 2, "Usage: pnpm admin grant EMAIL"],
  [["diagnose", "x"], 2, "Usage: pnpm diagnose"],
])("%j ends with %i and one line that says %s", async (args, code, line) => {
  const ended = await run(args);
  expect(ended.err).toContain(line);
  expect(ended.err).not.toContain("    at ");
  expect(ended.code).toBe(code);
});

test("jwks check prints the keys and what is wrong with them", async () => {
  const fine = await run(["jwks", "check"]);
  expect(fine.out).toContain(`kid=${issuer.kid} kty=OKP crv=Ed25519 alg=EdDSA`);
  expect(fine.out).toContain("1 usable for EdDSA");
  // The test issuer sends no Cache-Control.
  expect(fine.out).toContain("problem: Cache-Control gives no max-age");
  const first = issuer.kid;
  issuer.setBehaviour((response, keySet) => {
    const [key] = JSON.parse(keySet).keys;
    response.writeHead(200, { "content-type": "application/json", "cache-control": "max-age=60" });
    response.end(JSON.stringify({ keys: [{ ...key, d: "AA" }] }));
  });
  const bad = await run(["jwks", "check", issuer.jwksUrl]);
  expect(bad.out).toContain(first);
  expect(bad.out).toContain("problem: A verifier takes none of it: private_key_published.");
  expect(bad.code).toBe(1);
});
