import { type BrowserContextOptions, test as base, expect } from "@playwright/test";
import { mailbox } from "./mailbox.ts";
import { type Neighbour, settle } from "./neighbour.ts";
import { makePersona, type Persona } from "./persona.ts";
import { openVisitor, type StackUrls, type Visitor } from "./visitor.ts";

export type { Persona };

type Shared = {
  urls: StackUrls;
  /** Whose tasks are none of a test's business: looked at once, at the end of each. */
  neighbour: Neighbour;
};
type Fixtures = {
  /** Opens a browser whose requests reach the stack from an address of its own. */
  newVisitor: (options?: BrowserContextOptions) => Promise<Visitor>;
  /** Makes a person who has followed the link of their mail and is on their tasks page. */
  newPersona: (name: string) => Promise<Persona>;
  /** The mails caught for an address. */
  mailOf: (email: string) => ReturnType<typeof mailbox>;
  /** What went wrong in the browsers of a test, which fails it. A test that provokes something takes it out. */
  complaints: string[];
};

export const test = base.extend<Fixtures, Shared>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  complaints: async ({}, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints).toEqual([]);
  },

  urls: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const { E2E_WEB_URL, E2E_API_URL, E2E_MAIL_URL, E2E_OWNER_URL } = process.env;
      if (!(E2E_WEB_URL && E2E_API_URL && E2E_MAIL_URL && E2E_OWNER_URL)) throw new Error("The stack isn't started.");
      await use({ webUrl: E2E_WEB_URL, apiUrl: E2E_API_URL, mailUrl: E2E_MAIL_URL, ownerUrl: E2E_OWNER_URL });
    },
    { scope: "worker" },
  ],

  neighbour: [
    async ({ browser, urls }, use, { workerIndex }) => {
      const complaints: string[] = [];
      const visitor = await openVisitor(browser, urls, { address: nextAddress(workerIndex) }, complaints);
      const person = await makePersona(visitor, "Neighbour", urls.webUrl, (email) => mailbox(urls.mailUrl, email));
      const neighbour = await settle(person, urls);
      await visitor.context.close();
      await visitor.proxy.stop();
      expect(complaints).toEqual([]);
      await use(neighbour);
    },
    { scope: "worker" },
  ],

  newVisitor: async ({ browser, urls, complaints, neighbour }, use, { workerIndex }) => {
    const visitors: Visitor[] = [];
    await use(async (options) => {
      const visitor = await openVisitor(browser, urls, { ...options, address: nextAddress(workerIndex) }, complaints);
      visitors.push(visitor);
      return visitor;
    });
    await neighbour.expectApart(visitors);
    for (const { context } of visitors) await context.close();
    for (const { proxy } of visitors) await proxy.stop();
  },

  newPersona: async ({ newVisitor, urls, mailOf }, use) => {
    await use(async (name) => makePersona(await newVisitor(), name, urls.webUrl, mailOf));
  },

  mailOf: async ({ urls }, use) => {
    await use((email) => mailbox(urls.mailUrl, email));
  },
});

let addresses = 0;

/** An address from 198.18.0.0/15, the block for tests (RFC 2544), that no other visitor has. */
function nextAddress(worker: number): string {
  addresses += 1;
  return `198.18.${worker % 256}.${addresses % 256}`;
}

export { expect };
