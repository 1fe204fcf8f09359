import { isLoopback } from "@claimcheck/process/loopback";
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from "@playwright/test";
import { jwtForm } from "./jwt-form.ts";
import { type PersonaProxy, type Sent, startPersonaProxy } from "./persona-proxy.ts";

/** Where the stack under test answers; global-setup.ts has started it. */
export type StackUrls = { webUrl: string; apiUrl: string; mailUrl: string; ownerUrl: string };

/** Somebody with a browser of their own, that reaches the stack from an address of its own. */
export type Visitor = { context: BrowserContext; page: Page; proxy: PersonaProxy };

/** Opens a visitor's browser; what goes wrong in it is added to `complaints`. */
export async function openVisitor(
  browser: Browser,
  urls: StackUrls,
  options: BrowserContextOptions & { address: string },
  complaints: string[],
): Promise<Visitor> {
  const { address, ...more } = options;
  const proxy = await startPersonaProxy(address, (sent) => complaints.push(...wrongs(sent, urls)));
  // Specs count days in UTC, whatever zone the machine is in; one that is about zones gives its own.
  const timezoneId = "UTC";
  const context = await browser.newContext({ baseURL: urls.webUrl, proxy: { server: proxy.url }, timezoneId, ...more });
  context.on("weberror", (error) => complaints.push(error.error().message));
  context.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) complaints.push(wordsOf(message));
  });
  await context.exposeBinding("reportViolation", (_, violation: string) => void complaints.push(violation));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) => {
      const { reportViolation } = window as unknown as { reportViolation(text: string): void };
      reportViolation(`Content Security Policy, ${effectiveDirective}: ${blockedURI} (${sourceFile})`);
    });
  });
  context.on("page", (page) => page.on("framenavigated", (frame) => complain(tokenIn(frame.url()))));
  const complain = (found: string | undefined) => found && complaints.push(found);
  return { context, page: await context.newPage(), proxy };
}

const notLoaded = "Failed to load resource: ";
const wordsOf = (message: ConsoleMessage) =>
  message.text().startsWith(notLoaded) ? `${message.text()} ${message.location().url}` : message.text();

/**
 * The browser itself logs each request that fails. Refusals (a 4xx of a page, an action or the API) are a part of how we
 * work, and only tests take a network away (`net::`): those look at what the page says then. What is left is never right:
 * a 5xx, and a script, a style or a picture that isn't there; but for the icon that a browser guesses at where a page
 * names none, such as JSON or the tests' own provider.
 */
function isRefusal(message: ConsoleMessage): boolean {
  const [, problem] = message.text().split(notLoaded);
  if (problem === undefined) return false;
  const { pathname } = new URL(message.location().url);
  const part = /^\/_next\/|\.\w+$/.test(pathname) && pathname !== "/favicon.ico";
  return problem.startsWith("net::") || (/status of 4\d\d/.test(problem) && !part);
}

/** What a request must never be: to another machine, with a cookie for the API, with a token in its URL. */
function wrongs({ method, url, headers }: Sent, { webUrl, apiUrl }: StackUrls): string[] {
  const ours = headers.origin === webUrl || headers.referer?.startsWith(webUrl);
  const cookie = ours && url.origin === apiUrl && headers.cookie !== undefined;
  return [
    isLoopback(url) ? undefined : `a request went to another machine: ${url.origin}`,
    cookie ? `a cookie went to the API: ${method} ${url.pathname}` : undefined,
    tokenIn(url.href),
    tokenIn(headers.referer ?? ""),
  ].filter((found) => found !== undefined);
}

const tokenIn = (url: string) => (jwtForm.test(url) ? `a token stands in a URL: ${url.split("?")[0]}` : undefined);
