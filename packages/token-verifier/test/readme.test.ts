import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { issuerForTest } from "./support.ts";

const own = path.join(import.meta.dirname, "..");

/** The README's code in a service of nothing but Node, with the addresses of a real issuer. */
function serviceOf(readme: string, { issuer, audience, jwksUrl }: Record<"issuer" | "audience" | "jwksUrl", string>) {
  const [verify = "", answer = ""] = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const configured = verify
    .replace("https://app.example/api/auth/jwks", jwksUrl)
    .replace("https://app.example", issuer)
    .replace("https://api.example", audience);
  return `
import { createServer, type IncomingMessage } from "node:http";
import { readBearer } from "./src/bearer.ts";
import { challengeFor } from "./src/challenge.ts";
import { requireScopes } from "./src/scopes.ts";
import { createTokenVerifier } from "./src/verifier.ts";
const log = { info() {}, warn: (line) => console.error(JSON.stringify(line)) };
${configured}
const server = createServer(async (request, response) => {
  try {
    const principal = await authenticate(request);
    if (request.method === "POST") requireScopes(principal, ["tasks:write"]);
    response.end(JSON.stringify(principal));
  } catch (error) {
    ${answer}
    response.end();
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
}

test("lifted out with nothing but jose, src/ and the README's lines guard another service", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "token-verifier-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(own, "src"), path.join(folder, "src"), { recursive: true });
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(realpathSync(path.join(own, "node_modules/jose")), path.join(folder, "node_modules/jose"), "junction");
  writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
  const issuer = await issuerForTest();
  const main = path.join(folder, "main.ts");
  writeFileSync(main, serviceOf(readFileSync(path.join(own, "README.md"), "utf8"), issuer));

  const child = spawn(process.execPath, [main], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill());
  let logged = "";
  child.stderr.on("data", (chunk) => {
    logged += chunk;
  });
  const ended = once(child, "close").then(() => expect.fail(logged));
  const [port] = await Promise.race([once(child.stdout, "data"), ended]);
  const ask = async (token: string | undefined, method = "GET") => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`http://127.0.0.1:${Number(port)}/`, { method, headers });
    return { status: answer.status, challenge: answer.headers.get("www-authenticate"), text: await answer.text() };
  };

  const readOnly = await issuer.mint({ sub: "person-1", scope: "tasks:read" });
  const good = await ask(readOnly);
  expect([good.status, JSON.parse(good.text)]).toMatchObject([200, { subject: "person-1", scopes: ["tasks:read"] }]);
  expect(await ask(undefined)).toEqual({ status: 401, challenge: 'Bearer realm="api"', text: "" });
  expect(await ask(await issuer.mint({ aud: "urn:other" }))).toMatchObject({
    status: 401,
    challenge: expect.stringContaining('error="invalid_token"'),
  });
  expect(await ask(readOnly, "POST")).toMatchObject({
    status: 403,
    challenge: expect.stringContaining('scope="tasks:write"'),
  });
  await expect
    .poll(() =>
      logged
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).code),
    )
    .toEqual(["token_missing", "aud_wrong", "insufficient_scope"]);
});
