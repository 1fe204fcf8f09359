import { expect, type Page } from "@playwright/test";

/** Chooses from the account menu in the header. */
export async function chooseFromAccountMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page
    .getByRole("menuitem", { name: item })
    .or(page.getByRole("menuitemradio", { name: item }))
    .click();
}

/** Waits until the page's scripts listen to the keyboard; keys that come before are nobody's. */
export async function keysWork(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Command palette" })).toHaveAttribute("aria-keyshortcuts", /K$/);
}
