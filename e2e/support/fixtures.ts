import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";

/** Somebody with a browser of their own, signed up and on their tasks page. */
export type Persona = {
  name: string;
  email: string;
  password: string;
  context: BrowserContext;
  page: Page;
  /** An access token of theirs, as their own browser would get it. */
  token(): Promise<string>;
};

/** Where the stack under test answers; global-setup.ts has started it. */
type StackUrls = { webUrl: string; apiUrl: string; ownerUrl: string };

type Fixtures = {
  urls: StackUrls;
  /** A browser context whose requests reach the web app from an address of its own. */
  newVisitor: () => Promise<{ context: BrowserContext; page: Page }>;
  /** Makes a person through the sign-up page. All end-to-end tests make people here. */
  newPersona: (name: string) => Promise<Persona>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  urls: async ({}, use) => {
    const { E2E_WEB_URL, E2E_API_URL, E2E_OWNER_URL } = process.env;
    if (!(E2E_WEB_URL && E2E_API_URL && E2E_OWNER_URL)) throw new Error("The stack isn't started.");
    await use({ webUrl: E2E_WEB_URL, apiUrl: E2E_API_URL, ownerUrl: E2E_OWNER_URL });
  },

  newVisitor: async ({ browser, urls }, use, testInfo) => {
    const { webUrl } = urls;
    const complaints: string[] = [];
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: webUrl });
      contexts.push(context);
      const address = nextAddress(testInfo.workerIndex);
      await context.route(
        (url) => url.origin === webUrl,
        (route) => route.continue({ headers: { ...route.request().headers(), "x-real-ip": address } }),
      );
      context.on("weberror", (error) => complaints.push(error.error().message));
      context.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      return { context, page: await context.newPage() };
    });
    for (const context of contexts) await context.close();
    // A refused request is logged by the browser itself; tests that provoke one look at the answer.
    expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
  },

  newPersona: async ({ newVisitor }, use) => {
    await use(async (name) => {
      const { context, page } = await newVisitor();
      const email = `${name.toLowerCase()}-${crypto.randomUUID()}@claimcheck.example`;
      const password = crypto.randomUUID();
      await page.goto("/sign-up");
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Create account" }).click();
      await page.waitForURL("**/tasks");
      const token = () =>
        page.evaluate(async () => {
          const response = await fetch("/api/auth/token", { cache: "no-store" });
          return ((await response.json()) as { token: string }).token;
        });
      return { name, email, password, context, page, token };
    });
  },
});

let addresses = 0;

/** An address from 198.18.0.0/15, the block for tests (RFC 2544), that no other visitor has. */
function nextAddress(worker: number): string {
  addresses += 1;
  return `198.18.${worker % 256}.${addresses % 256}`;
}

export { expect };
