import { readFile } from "node:fs/promises";
import path from "node:path";
import type { APIResponse, Page } from "@playwright/test";
import { grantAdmin } from "../../tools/admin.ts";
import { expect, test } from "../support/fixtures.ts";
import { jwtForm } from "../support/jwt-form.ts";

const nonceIn = (policy = "") => /'nonce-([\w+/=]+)'/.exec(policy)?.[1];

const everywhere = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const signedInPages = ["/tasks", "/insights", "/token", "/account"];
const publicPages = ["/", "/sign-in", "/sign-up", "/forgot-password", "/reset-password", "/verify-email", "/goodbye"];

async function expectStrict(response: APIResponse, apiUrl: string): Promise<string> {
  const policy = response.headers()["content-security-policy"] ?? "";
  const nonce = nonceIn(policy);
  expect(policy.split("; ").sort()).toEqual([
    "base-uri 'none'",
    `connect-src 'self' ${apiUrl}`,
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
  ]);
  const html = await response.text();
  const scripts = html.match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  expect(html).not.toMatch(/<[^>]+\s(style|on\w+)="/);
  return nonce ?? "";
}

test("every page, also the one for what isn't there, has a strict policy and a nonce that no other answer has", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl, ownerUrl },
}) => {
  const nonces: string[] = [];
  const { context: boss, email } = await newPersona("Boss");
  await grantAdmin(ownerUrl, email);
  const { context: bob } = await newPersona("Bob");
  for (const [context, paths] of [
    [(await newVisitor()).context, publicPages],
    [boss, ["/admin"]],
    [bob, [...signedInPages, ...signedInPages, "/no-such-page", "/token/no-such-page"]],
  ] as const) {
    for (const path of paths) {
      const response = await context.request.get(path);
      expect(response.status()).toBe(path.includes("no-such") ? 404 : 200);
      expect(response.headers()).toMatchObject(everywhere);
      expect(response.headers()["cache-control"]).toContain("no-store");
      nonces.push(await expectStrict(response, apiUrl));
    }
  }
  expect(new Set(nonces).size).toBe(nonces.length);
});

test("every other answer is locked down, too, and nothing but pages is HTML", async ({ newVisitor }) => {
  const { context, page } = await newVisitor();
  await page.goto("/sign-in");
  const script = await page.locator("script[src]").first().getAttribute("src");
  for (const [path, status] of [
    ["/tasks", 307],
    ["/insights?days=7", 307],
    ["/account", 307],
    [script, 200],
    ["/icon.svg", 200],
    ["/robots.txt", 200],
    ["/api/health", 200],
    ["/api/auth/token", 401],
    ["/api/no-such-route", 404],
    ["/_next/static/no-such-file.js", 404],
    ["/.well-known/jwks.json", 200],
  ] as const) {
    const response = await context.request.get(path ?? "", { maxRedirects: 0 });
    expect(response.status(), path ?? "").toBe(status);
    expect(response.headers(), path ?? "").toMatchObject(everywhere);
    expect(response.headers()["content-security-policy"], path ?? "").toMatch(
      /^default-src 'none'; .*frame-ancestors 'none'/,
    );
    expect(response.headers()["x-powered-by"]).toBeUndefined();
    expect(response.headers()["content-type"] ?? "").not.toContain("html");
  }
});

test("no page is prerendered but the framework's last resort, which has no script and no style of its own", async () => {
  const built = path.resolve(import.meta.dirname, "../../apps/web/.next");
  const { routes } = JSON.parse(await readFile(path.join(built, "prerender-manifest.json"), "utf8"));
  const pages = Object.keys(routes).filter((route) => routes[route].routeType === "page");
  expect(pages).toEqual(["/_global-error"]);
  const served = path.join(built, "standalone/apps/web/.next/server");
  for (const file of ["app/_global-error.html", "pages/500.html"]) {
    const html = await readFile(path.join(served, file), "utf8");
    expect(html).toContain("Something failed on our side");
    expect(html).not.toMatch(/<script|<style|\sstyle=/);
  }
});

test("a token is in no signed-in page's HTML, nor kept by its scripts", async ({ newPersona }) => {
  for (const name of ["Ada", "Bob"]) {
    const { page, context } = await newPersona(name);
    for (const path of signedInPages) {
      const html = await (await page.goto(path))?.text();
      const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
      const cookies = JSON.stringify(await context.cookies());
      for (const place of [html ?? "", kept, cookies, page.url()]) expect(place).not.toMatch(jwtForm);
    }
  }
});

test.describe("what got into a page", () => {
  // The page is made by us and changed on its way, as if somebody had found a hole.
  const inHead = `
    <base href="https://elsewhere.example/">
    <script>window.ran = "inline"</script>
    <script nonce="AAAAAAAAAAAAAAAAAAAAAA==">window.ran = "guessed nonce"</script>
    <script src="/api/health"></script>`;
  const inBody = `
    <img src="/no-such-picture" alt="" onerror="window.ran = 'handler'">
    <a id="link" href="javascript:window.ran='link'">link</a>
    <form id="form" action="https://elsewhere.example/"></form>`;

  async function openWithHole(page: Page, address: string): Promise<void> {
    await page.route(address, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace("<head>", `<head>${inHead}`) });
    });
    await page.goto(address);
    await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), inBody);
  }

  test("runs no script and sends no form elsewhere, and the page works on", async ({ newPersona, complaints }) => {
    const { page } = await newPersona("Ada");
    await openWithHole(page, "/token");
    await expect(page.getByRole("heading", { name: "Your token" })).toBeVisible();
    await page.getByRole("button", { name: "Send it tampered" }).click();
    await expect(page.getByText("Sent tampered: 401")).toBeVisible();
    await page.evaluate(() => {
      document.getElementById("link")?.click();
      (document.getElementById("form") as HTMLFormElement).submit();
    });
    expect(page.url()).toMatch(/\/token$/);
    expect(
      await page.evaluate(() => ({ ran: (window as unknown as { ran?: string }).ran, base: document.baseURI })),
    ).toEqual({
      base: page.url(),
    });
    const refused = () =>
      [...complaints.join().matchAll(/Content Security Policy, ([a-z-]+)/g)].map(([, name]) => name);
    await expect
      .poll(() => [...new Set(refused())].toSorted())
      .toEqual(["base-uri", "form-action", "script-src-attr", "script-src-elem"]);
    complaints.length = 0;
    // What was refused is never over for the browser, and each test ends with a look at the page.
    await page.goto("/insights");
  });
});
