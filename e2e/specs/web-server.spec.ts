import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "../support/fixtures.ts";

const everywhere = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "permissions-policy",
  "referrer-policy",
  "x-content-type-options",
  "x-frame-options",
];

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

/** Sends lines as they are, which no HTTP client would, and reads until the server ends the connection. */
async function send(url: string, lines: readonly string[], body = ""): Promise<{ status: number; raw: string }> {
  const socket = await open(url);
  const { host } = new URL(url);
  socket.write([...lines, `Host: ${host}`, "Connection: close", "", body].join("\r\n"));
  const raw = await text(socket);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(raw)?.[1]), raw };
}

test("redirects of the framework have the security headers, too", async ({ urls: { webUrl } }) => {
  for (const path of ["/sign-in/", "//x", "/sign-in//"]) {
    const { status, raw } = await send(webUrl, [`GET ${path} HTTP/1.1`]);
    expect(status, path).toBe(308);
    for (const name of everywhere) expect(raw.toLowerCase(), path).toContain(`\r\n${name}: `);
  }
});

test("the framework's inner pages aren't there and no cache keeps them", async ({ urls: { webUrl } }) => {
  for (const path of ["/_global-error", "/_not-found"]) {
    const { status, headers } = await fetch(`${webUrl}${path}`);
    expect(status).toBe(404);
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("a method or target that no page takes is a 405", async ({ urls: { webUrl } }) => {
  for (const line of ["TRACE / HTTP/1.1", "OPTIONS * HTTP/1.1", "OPTIONS / HTTP/1.1", "PUT /sign-in HTTP/1.1"]) {
    const { status, raw } = await send(webUrl, [line, "Content-Length: 0"]);
    expect(status, line).toBe(405);
    expect(raw.toLowerCase(), line).toContain("\r\nallow: get, head, post\r\n");
  }
});

test("a form of another origin is a 403 that says where to open the page", async ({ urls: { webUrl } }) => {
  for (const origin of ["null", "https://evil.example", "http://localhost"]) {
    const answer = await fetch(`${webUrl}/sign-in`, { method: "POST", headers: { origin }, body: new FormData() });
    expect(answer.status, origin).toBe(403);
    expect(await answer.text()).toBe(`This form was sent from another address. Open ${webUrl} and send it again.\n`);
  }
});

test("a form without a boundary or a body is a 400", async ({ urls: { webUrl } }) => {
  for (const type of ["multipart/form-data", "multipart/form-data; boundary=x"]) {
    const headers = { origin: webUrl, "content-type": type };
    const answer = await fetch(`${webUrl}/sign-in`, { method: "POST", headers, body: "" });
    expect(answer.status, type).toBe(400);
  }
});

test("a target in absolute form is answered like its path", async ({ urls: { webUrl } }) => {
  expect((await send(webUrl, [`GET ${webUrl}/robots.txt HTTP/1.1`])).status).toBe(200);
  expect((await send(webUrl, [`GET ${webUrl} HTTP/1.1`])).status).toBe(200);
});

test("a wrong X-Forwarded-Host of a proxy stops no form", async ({ newVisitor }) => {
  for (const host of ["localhost", "web:3000", "evil.example"]) {
    const { page, context } = await newVisitor();
    await context.setExtraHTTPHeaders({ "x-forwarded-host": host });
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill("ada@claimcheck.example");
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("The email or the password isn’t right.")).toBeVisible();
    await context.close();
  }
});

test("idle connections are kept longer than a proxy keeps its own", async ({ urls: { webUrl } }) => {
  const socket = await open(webUrl);
  socket.write(`GET /api/health HTTP/1.1\r\nHost: ${new URL(webUrl).host}\r\n\r\n`);
  const [chunk] = await once(socket, "data");
  expect(String(chunk)).toMatch(/\r\nKeep-Alive: timeout=75\r\n/i);
  socket.destroy();
});
