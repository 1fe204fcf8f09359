import { grantAdmin } from "../../tools/admin.ts";
import { expect, test } from "../support/fixtures.ts";
import { expectAccessible, expectNoLayoutShift } from "../support/guards.ts";
import { addTask } from "../support/tasks.ts";

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

test("nothing moves while the pages load or a task is added", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await addTask(page, "Stays where it is");
  for (const path of ["/", "/tasks", "/token"]) await expectNoLayoutShift(page, () => page.goto(path));
  await page.goto("/tasks");
  await expectNoLayoutShift(page, () => addTask(page, "Pushes the other one down, and nothing else"));
});
