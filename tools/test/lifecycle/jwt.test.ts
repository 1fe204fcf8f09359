import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { answer, behaviours, startIssuer, type TestIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../stack/parts.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

/** Runs the tool with its settings in the environment, which win over those of any `.env`. */
async function run(args: string[], input = "", env: Record<string, string> = {}, through: string[] = []) {
  const [command = "", ...rest] = [...through, process.execPath, "tools/run.mjs", ...args];
  const child = spawn(command, rest, { cwd: root, env: { ...settings(), ...env } });
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
const settings = () => ({
  PATH: process.env.PATH,
  BETTER_AUTH_URL: issuer.issuer,
  JWKS_URL: issuer.jwksUrl,
  BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("hex")}`,
  DEMO_PASSWORD: "not-used-here",
});

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

test.each(["API_URL", "BETTER_AUTH_URL"])("jwt get is only for this machine: %s elsewhere ends it", async (name) => {
  const { requests } = issuer;
  const { code, err, out } = await run(["jwt", "get"], "", { [name]: "https://elsewhere.example" });
  expect(err).toContain(`pnpm jwt get is only for this machine, and ${name} is elsewhere.`);
  expect([code, out, issuer.requests]).toEqual([1, "", requests]);
});

const terminal = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
shown, sent = b"", False
while True:
    try: chunk = os.read(fd, 65536)
    except OSError: break
    if not chunk: break
    shown += chunk
    if not sent and b"(not shown): " in shown: sent = os.write(fd, sys.stdin.buffer.read() + b"\\r") > 0
os.write(1, shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
const noTerminal = spawnSync("python3", ["-c", "import pty"]).status !== 0;

test.skipIf(noTerminal)("at the prompt of a terminal a token is read, and nothing of it shown", async () => {
  const token = await issuer.mint();
  const { code, out } = await run(["jwt", "inspect"], token, {}, ["python3", "-c", terminal]);
  expect(out).toMatch(/^Token \(not shown\): /);
  expect(out).toContain("Accepted.");
  expect(out).not.toContain(token.slice(10, 40));
  expect(code).toBe(0);
});

test("diagnose ends with 1 and says what to mend when no database answers", async () => {
  const { code, out } = await run(["diagnose"], "", { DATABASE_URL: "postgres://owner:hidden@127.0.0.1:9/claimcheck" });
  expect(out).toMatch(/^ok {7}Node /m);
  expect(out).toMatch(/^problem {2}database .*ECONNREFUSED/m);
  expect(out).toMatch(/^\d+ to mend\.$/m);
  expect(out).not.toContain("hidden");
  expect(code).toBe(1);
});

test("jwks check prints an RSA key's n and e, cut, and what caches are told", async () => {
  const rsa = await startIssuer({ algorithm: "RS256" });
  rsa.setBehaviour((response, keySet) =>
    answer(response, keySet, { headers: { "cache-control": "public, max-age=60", etag: '"one"', age: "7" } }),
  );
  const { code, out } = await run(["jwks", "check", rsa.jwksUrl]);
  const named = await run(["jwks", "check", rsa.jwksUrl.replace("127.0.0.1", "0.0.0.0")]);
  await rsa.stop();
  expect(out).toMatch(new RegExp(`kid=${rsa.kid} kty=RSA alg=RS256 n=[\\w-]{16}… \\(342\\) e=AQAB$`, "m"));
  expect(out).toContain('cache-control: public, max-age=60\netag: "one"\nage: 7\n');
  expect([code, out]).toEqual([0, expect.not.stringContaining("problem")]);
  // An address that leads here, but doesn't say so.
  expect([named.code, named.out]).toEqual([1, expect.stringContaining("problem: It is http to another host")]);
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

test("jwks check says that a server is slow, and not that nothing answers", async () => {
  const slow = await startIssuer();
  slow.setBehaviour(behaviours.hang);
  const { code, err } = await run(["jwks", "check", slow.jwksUrl]);
  await slow.stop();
  expect(err).toContain(
    `${slow.jwksUrl} didn't answer within 3 s: it is slow, still starting or out of reach; try again, or check JWKS_URL.`,
  );
  expect(err).not.toContain("Nothing answers");
  expect(code).toBe(1);
});
