import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { grantAdmin } from "../../tools/admin.ts";
import { expect, test } from "../support/fixtures.ts";
import { addTask } from "../support/tasks.ts";

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      const where = `${page.url()} in ${colorScheme} at ${width} px`;
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        where,
      ).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, where).toBeLessThanOrEqual(0);
    }
  }
}

test("the public pages pass axe in light and dark, wide and at 320 px, without scrolling sideways", async ({
  newVisitor,
}) => {
  const { page } = await newVisitor();
  for (const path of ["/", "/sign-in", "/sign-up", "/no-such-page"]) {
    await page.goto(path);
    await expectAccessible(page);
  }
});

test("the tasks page passes axe empty, filled and while renaming", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await expectAccessible(page);
  await addTask(page, "A rather long title that has to wrap somewhere on a narrow phone without pushing anything out");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Rename/ }).click();
  await expectAccessible(page);
});

test("the pages of one's token and of people pass axe, with an answer and a question shown", async ({
  newPersona,
  urls: { ownerUrl },
}) => {
  const [{ page, email }, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await page.goto("/token");
  await page.getByRole("button", { name: "Send it tampered" }).click();
  await expect(page.getByText("Sent tampered: 401")).toBeVisible();
  await expectAccessible(page);
  await grantAdmin(ownerUrl, email);
  await page.goto(`/admin?email=${encodeURIComponent(bob.email)}`);
  await page.getByRole("button", { name: "Disable" }).click();
  await expectAccessible(page);
});
