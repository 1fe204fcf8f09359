import type { Page } from "@playwright/test";
import { decodeJwt } from "jose";
import { alertOf } from "../support/enter.ts";
import { test as base, expect } from "../support/fixtures.ts";
import { expectAccessible } from "../support/guards.ts";
import { type OAuthServer, startOAuthServer } from "../support/oauth-server.ts";
import { newEmail } from "../support/persona.ts";
import { sql } from "../support/sql.ts";
import { startTestStack } from "../support/stack.ts";
import type { StackUrls } from "../support/visitor.ts";

/** A stack of its own, whose settings offer both providers. */
const test = base.extend<object, { place: { urls: StackUrls; oauth: OAuthServer } }>({
  place: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const oauth = await startOAuthServer();
      const { webUrl, apiUrl, mailUrl = "", database, stop } = await startTestStack(oauth.settings);
      await use({ urls: { webUrl, apiUrl, mailUrl, ownerUrl: database.ownerUrl }, oauth });
      await stop();
      await oauth.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  urls: async ({ place }, use) => use(place.urls),
});
test.describe.configure({ mode: "default" });

/** Somebody with an account at the providers. */
function known(oauth: OAuthServer, name: string, email = newEmail(name), emailVerified = true) {
  const person = {
    login: `${name.toLowerCase()}-${crypto.randomUUID()}`,
    name: `${name} ${crypto.randomUUID()}`,
    email,
  };
  oauth.add({ ...person, emailVerified });
  return person;
}

async function continueAs(page: Page, provider: string, { name }: { name: string }) {
  await page.getByRole("link", { name: `Continue with ${provider}` }).click();
  await page.getByRole("link", { name: `Continue as ${name}` }).click();
}

async function uuidOf(page: Page): Promise<unknown> {
  const response = await page.request.get("/api/auth/token");
  return decodeJwt(((await response.json()) as { token: string }).token).uuid;
}

test("who signs in with a provider gets an account with a uuid of its own, and the same one again", async ({
  newVisitor,
  place: { oauth, urls },
}) => {
  const uuids: unknown[] = [];
  for (const [provider, name] of [
    ["GitHub", "Grace"],
    ["Google", "Edsger"],
  ] as const) {
    const person = known(oauth, name);
    for (const next of ["/tasks?status=done", "/account"]) {
      const { page } = await newVisitor();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await continueAs(page, provider, person);
      await expect(page).toHaveURL(next);
      uuids.push(await uuidOf(page));
    }
    const [row] = await sql<{ uuid: string }>(urls.ownerUrl, `select uuid from "user" where email = $1`, [
      person.email,
    ]);
    expect(uuids.at(-1)).toBe(row?.uuid);
  }
  expect(uuids[0]).toBe(uuids[1]);
  expect(uuids[2]).toBe(uuids[3]);
  expect(uuids[0]).not.toBe(uuids[2]);
});

test("a provider is added on the account page, signs in the same person, and can be removed unless it is the only way in", async ({
  newPersona,
  newVisitor,
  place: { oauth },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const elsewhere = known(oauth, "Countess");
  const section = ada.page.getByRole("region", { name: "Other ways to sign in" });
  await ada.page.goto("/account");
  await section.getByRole("link", { name: "Add Google" }).click();
  await ada.page.getByRole("link", { name: `Continue as ${elsewhere.name}` }).click();
  await expect(section.getByRole("button", { name: "Remove Google" })).toBeVisible();
  await expectAccessible(ada.page);

  await bob.page.goto("/account");
  await bob.page.getByRole("link", { name: "Add Google" }).click();
  await bob.page.getByRole("link", { name: `Continue as ${elsewhere.name}` }).click();
  await expect(alertOf(bob.page)).toContainText("Somebody else here already signs in with that account");

  const later = await newVisitor();
  await later.page.goto("/sign-in");
  await continueAs(later.page, "Google", elsewhere);
  await expect(later.page).toHaveURL("/tasks");
  expect(await uuidOf(later.page)).toBe(await uuidOf(ada.page));

  await section.getByRole("button", { name: "Remove Google" }).click();
  await expect(section.getByRole("link", { name: "Add Google" })).toBeVisible();
  const stranger = await newVisitor();
  await stranger.page.goto("/sign-in");
  await continueAs(stranger.page, "Google", elsewhere);
  await expect(stranger.page).toHaveURL("/tasks");
  expect(await uuidOf(stranger.page)).not.toBe(await uuidOf(ada.page));
  await stranger.page.goto("/account");
  await expect(stranger.page.getByText("Google", { exact: true })).toBeVisible();
  await expect(stranger.page.getByRole("button", { name: "Remove Google" })).toHaveCount(0);
});

test("an address that the provider hasn't confirmed neither signs in nor is linked, and the page says why, alike for one that has an account", async ({
  newPersona,
  newVisitor,
  place: { oauth },
}) => {
  const ada = await newPersona("Ada");
  const impostor = known(oauth, "Mallory", ada.email, false);
  for (const provider of ["GitHub", "Google"]) {
    const addresses: string[] = [];
    for (const person of [impostor, known(oauth, "Mallory", newEmail("Nobody"), false)]) {
      const { page } = await newVisitor();
      await page.goto("/sign-in");
      await continueAs(page, provider, person);
      await expect(alertOf(page)).toContainText("doesn’t say that the email address is yours");
      addresses.push(page.url());
      await page.goto("/tasks");
      await expect(page).toHaveURL(/\/sign-in/);
    }
    expect(addresses[0]).toBe(addresses[1]);
  }

  await ada.page.goto("/account");
  await ada.page.getByRole("link", { name: "Add GitHub" }).click();
  await ada.page.getByRole("link", { name: `Continue as ${impostor.name}` }).click();
  await expect(alertOf(ada.page)).toContainText("doesn’t say that the email address is yours");
  await expect(ada.page.getByRole("link", { name: "Add GitHub" })).toBeVisible();
});

test("who signed in a while ago is told to do so again before a provider is added, and nobody else is", async ({
  newPersona,
  place: { oauth, urls },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const elsewhere = known(oauth, "Ada");
  const twoDaysAgo = "now() - interval '2 days'";
  await sql(
    urls.ownerUrl,
    `update session set created_at = ${twoDaysAgo} where user_id = (select id from "user" where email = $1)`,
    [ada.email],
  );
  await ada.page.goto("/account");
  await ada.page.getByRole("link", { name: "Add GitHub" }).click();
  await expect(ada.page).toHaveURL(/^[^?]+\/account\?/);
  await expect(alertOf(ada.page)).toContainText("Sign out and in again, then add the provider");
  await bob.page.goto("/account");
  await bob.page.getByRole("link", { name: "Add GitHub" }).click();
  await bob.page.getByRole("link", { name: `Continue as ${elsewhere.name}` }).click();
  await expect(bob.page.getByRole("button", { name: "Remove GitHub" })).toBeVisible();
});

test("calling it off at the provider leads back to the form with a word about it", async ({ newVisitor }) => {
  const { page } = await newVisitor();
  for (const path of ["/sign-up", "/sign-in?next=%2Ftoken"]) {
    await page.goto(path);
    await expect(page.getByRole("link", { name: "Continue with Google" })).toBeVisible();
    await expectAccessible(page);
  }
  await page.getByRole("link", { name: "Continue with GitHub" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(alertOf(page)).toContainText("you called it off");
  await expect(page.locator("input[name=next]")).toHaveValue("/token");
});

test("no page elsewhere can send somebody to a provider through us", async ({ newVisitor, place: { oauth, urls } }) => {
  const { page } = await newVisitor();
  await page.goto(`${oauth.url}/.well-known/openid-configuration`);
  for (const path of ["/sign-in/github", "/sign-in/github?link", "/sign-in/nobody"]) {
    await page.evaluate((url) => window.location.assign(url), urls.webUrl + path);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await page.goto(`${oauth.url}/.well-known/openid-configuration`);
  }
});

test("who goes to a provider too often is told how long to wait, and nobody else is", async ({
  newVisitor,
  place: { urls },
}) => {
  const [{ page }, other] = [await newVisitor(), await newVisitor()];
  const go = async ({ request }: Page) => {
    const headers = { "sec-fetch-site": "same-origin", referer: `${urls.webUrl}/sign-in` };
    const answer = await request.get("/sign-in/github?next=%2Ftoken", { headers, maxRedirects: 0 });
    return answer.headers().location ?? "";
  };
  const allowed = 30;
  for (let tried = 0; tried < allowed; tried += 1) expect(await go(page)).not.toContain("error=");
  const refused = await go(page);
  expect(refused).toMatch(/^\/sign-in\?next=%2Ftoken&error=wait_\d+$/);
  await page.goto(refused);
  await expect(alertOf(page)).toHaveText(/^Too many attempts\. Try again in \d+ seconds\.$/);
  expect(await go(other.page)).not.toContain("error=");
});
