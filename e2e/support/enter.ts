import { expect, type Locator, type Page } from "@playwright/test";

type Credentials = { email: string; password: string };

/** Fills in the sign-in page and sends it; says nothing about where that leads. */
export async function signIn(page: Page, { email, password }: Credentials, next?: string): Promise<void> {
  await page.goto(next === undefined ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/**
 * Leaves for an empty page, before the session is ended there: a page of ours that finds out goes to the sign-in page by
 * itself, and would cut off where the test goes next.
 */
export async function leave(page: Page): Promise<void> {
  await page.goto("about:blank");
}

/** Takes a browser's session away. */
export async function loseSession(page: Page): Promise<void> {
  await leave(page);
  await page.context().clearCookies();
}

/** Fills in the sign-up page and sends it; everybody gets to see the same page then. */
export async function signUp(page: Page, { name = "Ada", email, password }: Credentials & { name?: string }) {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
}

/** What somebody reads, but for the address they gave and the seconds that pass. */
export async function wordsOf(part: Locator, email: string): Promise<string> {
  const words = (await part.textContent()) ?? "";
  return words.replaceAll(email, "").replaceAll(/\d+ seconds?/g, "");
}

/** What a page says went wrong. (The framework has an alert of its own, which says the page's title.) */
export function alertOf(page: Page): Locator {
  return page.locator("[role=alert]:not(#__next-route-announcer__)").filter({ hasText: /\w/ });
}
