import { freePort } from "@claimcheck/process/free-port";
import lighthouse, { type Result } from "lighthouse";
import { findBrowser, openForTools } from "../../e2e/support/browser.ts";
import { startTestStack } from "../../e2e/support/stack.ts";
import { build } from "../stack/build.ts";
import { demo, signInDemo } from "../stack/demo-session.ts";

const rounds = 5;
/** Before the first round: a server that has just started still compiles its own code, on the cores that the browser needs. */
const visitsBefore = 25;
/** In milliseconds. The stream of events is never at an end, which is what Lighthouse waits for. */
const maxWaitForLoad = 15_000;

/** The least that a page has to get, of 100. Nothing on it may move, either. */
const wanted = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
type Category = keyof typeof wanted;

const publicPages = ["/", "/sign-in", "/sign-up", "/forgot-password"];
/** Nobody's search engine sees it. */
const signedInPages = ["/tasks"];

/**
 * Lighthouse on the production builds, as on a middling phone: the median of five. Runs a stack of its own with the demo
 * tasks. Says which audits fail where a page gets too little. Gives the exit code.
 */
export async function main(): Promise<number> {
  const { executablePath } = await findBrowser(process.env.CHROMIUM_PATH);
  await build();
  const stack = await startTestStack(demo);
  let enough = true;
  try {
    const cookies = await signInDemo(stack.webUrl);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    console.log(
      `\n${"".padEnd(18)}${Object.keys(wanted).map(cell).join("")}${["LCP", "TBT", "CLS"].map(cell).join("")}`,
    );
    for (const path of [...publicPages, ...signedInPages]) {
      const signedIn = signedInPages.includes(path);
      const results = await measure(executablePath, `${stack.webUrl}${path}`, signedIn ? { Cookie: cookie } : {});
      enough = report(path, results, signedIn) && enough;
    }
  } finally {
    await stack.stop();
  }
  return enough ? 0 : 1;
}

/** Each page has a browser of its own, so that none is measured with what another left behind. */
async function measure(executablePath: string, url: string, extraHeaders: Record<string, string>): Promise<Result[]> {
  for (let visit = 0; visit < visitsBefore; visit++) await (await fetch(url, { headers: extraHeaders })).text();
  const port = await freePort();
  const browser = await openForTools(executablePath, port);
  try {
    const results: Result[] = [];
    while (results.length < rounds) {
      const run = await lighthouse(url, { port, extraHeaders, logLevel: "error", maxWaitForLoad });
      if (!run) throw new Error("Lighthouse gave no result");
      if (run.lhr.runtimeError) throw new Error(`${url}: ${run.lhr.runtimeError.message}`);
      results.push(run.lhr);
    }
    return results;
  } finally {
    await browser.close();
  }
}

function report(path: string, results: Result[], signedIn: boolean): boolean {
  const score = (category: Category) => median(results.map((one) => (one.categories[category]?.score ?? 0) * 100));
  const value = (audit: string) => median(results.map((one) => one.audits[audit]?.numericValue ?? Number.NaN));
  const categories = (Object.keys(wanted) as Category[]).filter((category) => !(signedIn && category === "seo"));
  const cells = [
    ...(Object.keys(wanted) as Category[]).map((one) => (categories.includes(one) ? score(one).toFixed(0) : "-")),
    `${value("largest-contentful-paint").toFixed(0)} ms`,
    `${value("total-blocking-time").toFixed(0)} ms`,
    value("cumulative-layout-shift").toFixed(3),
  ];
  console.log(path.padEnd(18) + cells.map(cell).join(""));
  const short = categories.filter((category) => score(category) < wanted[category]);
  for (const category of short) {
    const failed = results.flatMap((one) =>
      (one.categories[category]?.auditRefs ?? [])
        .filter(({ id, weight }) => weight > 0 && (one.audits[id]?.score ?? 1) < 1)
        .map(({ id }) => `${id} ${one.audits[id]?.displayValue ?? ""}`.trim()),
    );
    console.log(`  ${category} is under ${wanted[category]}: ${[...new Set(failed)].join(", ")}`);
  }
  const moves = value("cumulative-layout-shift") > 0;
  if (moves) console.log("  things move while it loads: see cumulative-layout-shift");
  return short.length === 0 && !moves;
}

const cell = (text: string) => text.padStart(16);

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
