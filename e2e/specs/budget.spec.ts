import { globSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "../support/fixtures.ts";

/** KiB of script that a page may ask for before anything is done on it, each file by `gzip -9`; docs say why so little. */
const budgets = { "/tasks": 186, "/sign-in": 155, "/sign-up": 155 };

test("the served HTML asks for no more script than its budget", async ({ newPersona, newVisitor }) => {
  const [persona, visitor] = [await newPersona("Ada"), await newVisitor()];
  const sizes: Record<string, number> = {};
  for (const page of Object.keys(budgets)) {
    const { request } = (page === "/tasks" ? persona : visitor).context;
    const html = await (await request.get(page)).text();
    const scripts = [...html.matchAll(/<script\b[^>]*>/g)]
      .map(([tag]) => tag)
      // Browsers of today leave it alone.
      .filter((tag) => !/\bnomodule\b/i.test(tag))
      .map((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1])
      .filter((source) => source !== undefined);
    expect(scripts.length, page).toBeGreaterThan(3);
    let bytes = 0;
    for (const source of new Set(scripts)) {
      const answer = await request.get(source.replaceAll("&amp;", "&"));
      expect(answer.status(), source).toBe(200);
      bytes += gzipSync(await answer.body(), { level: 9 }).length;
    }
    sizes[page] = Math.ceil(bytes / 1024);
  }
  console.log("KiB of script, gzip -9:", sizes);
  for (const [page, budget] of Object.entries(budgets)) expect(sizes[page], page).toBeLessThanOrEqual(budget);
});

test("the browser gets a turn between the evaluation of the framework and the hydration of the page", async ({
  newVisitor,
}) => {
  const { page } = await newVisitor();
  await page.addInitScript(() => {
    const isHydrating = () => Object.keys(document).some((key) => key.startsWith("__reactContainer$"));
    new MutationObserver((records) => {
      const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
      // What `src/instrumentation-client.ts` lets Next wait for.
      const waits = added.some((node) => node instanceof HTMLScriptElement && !node.src && node.text === "");
      if (waits) Object.assign(window, { atTurn: { isHydrating: isHydrating() } });
    }).observe(document, { childList: true, subtree: true });
    Object.assign(window, { isHydrating });
  });
  await page.goto("/sign-in");
  await page.waitForFunction("isHydrating()");
  expect(await page.evaluate("window.atTurn")).toEqual({ isHydrating: false });
});

test("a page asks for nothing of another one until somebody goes there", async ({ newPersona, newVisitor }) => {
  const [{ page: mine }, { page: theirs }] = [await newPersona("Ada"), await newVisitor()];
  for (const { page, path, link, to } of [
    { page: mine, path: "/tasks", link: "Insights", to: "/insights" },
    { page: theirs, path: "/sign-in", link: "Forgot your password?", to: "/forgot-password" },
  ]) {
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (searchParams.has("_rsc")) asked.push(pathname);
    });
    await page.goto(path);
    // What would be fetched ahead is fetched once a link is seen; here, the page has been idle since.
    await page.waitForFunction("Object.keys(document).some((key) => key.startsWith('__reactContainer$'))");
    await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    await page.getByRole("link", { name: link }).click();
    await page.waitForURL(`**${to}`);
    expect(asked, path).toEqual([to]);
  }
});

test("the server of the web app comes without our sources, which a path that the bundler can’t follow would bring along", () => {
  const cwd = path.resolve(import.meta.dirname, "../../apps/web/.next/standalone/apps/web");
  const files = globSync("**", { cwd, exclude: (name) => name === "node_modules" });
  expect(files).toContain("server.js");
  expect(files.filter((file) => /\.tsx?$/.test(file))).toEqual([]);
});
