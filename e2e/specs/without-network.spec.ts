import { expect, test } from "../support/fixtures.ts";
import { startGate } from "../support/gate.ts";
import { expectAccessible, expectNothingCut } from "../support/guards.ts";
import { loadAhead } from "../support/load-ahead.ts";
import { mailbox } from "../support/mailbox.ts";
import { makePersona } from "../support/persona.ts";
import { startTestStack } from "../support/stack.ts";
import { addTask, callApi, taskRow, titles } from "../support/tasks.ts";
import { openVisitor } from "../support/visitor.ts";

test("tasks that are opened first while the API is away for browser and web server say so, and come when asked again", async ({
  browser,
  complaints,
}) => {
  const gate = await startGate();
  const stack = await startTestStack({ API_INTERNAL_URL: gate.url });
  const { webUrl, apiUrl, mailUrl = "", database } = stack;
  const urls = { webUrl, apiUrl, mailUrl, ownerUrl: database.ownerUrl };
  const open = async (name: string, address: string) =>
    makePersona(await openVisitor(browser, urls, { address }, complaints), name, webUrl, (email) =>
      mailbox(mailUrl, email),
    );
  gate.open(apiUrl);
  const [ada, bob] = [await open("Ada", "198.19.0.8"), await open("Bob", "198.19.0.9")];
  const people = [ada, bob];
  for (const { name, page } of people) await addTask(page, `${name}'s task #${name}`, `${name}'s task`);

  gate.close();
  for (const { proxy, page } of people) {
    proxy.cut(apiUrl);
    const answer = await page.goto("/tasks");
    expect(answer?.status()).toBe(200);
    const list = page.getByRole("region", { name: "Your tasks" });
    await expect(list.getByText("Your tasks can’t be loaded right now.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Tasks", exact: true })).toBeVisible();
    await expect(page.getByText(/failed on our side|'s task/)).toHaveCount(0);
    await expect(page.getByText("The tasks service can’t be reached right now.")).toBeVisible();
    // Asked while it is still away, it says the same.
    const asked = page.waitForEvent("requestfailed", (request) => request.url().startsWith(`${apiUrl}/v1/tasks`));
    const again = list.getByRole("button", { name: "Try again" });
    await again.click();
    await asked;
    await expect(again).toHaveAttribute("aria-busy", "false");
    await expect(list.getByText("Your tasks can’t be loaded right now.")).toBeVisible();
  }

  // The pages that the web server reads there say so as well, to everybody alike.
  for (const [path, words] of [
    ["/insights", "The tasks service can’t be reached right now. Your tasks are safe there."],
    ["/account", "The tasks service doesn’t answer just now"],
    ["/tasks", "Your tasks can’t be loaded right now."],
  ] as const) {
    for (const { page } of people) {
      expect((await page.goto(path))?.status()).toBe(200);
      await expect(page.getByRole("main").getByText(words)).toBeVisible();
    }
    await expectAccessible(ada.page);
    await expectNothingCut(ada.page);
  }

  gate.open(apiUrl);
  for (const { name, proxy, page } of people) {
    proxy.mend(apiUrl);
    await page.getByRole("region", { name: "Your tasks" }).getByRole("button", { name: "Try again" }).click();
    await expect(titles(page)).toHaveText([`${name}'s task`]);
    await expect(page.getByText(/can’t be (loaded|reached)/)).toHaveCount(0);
    expect(await (await page.goto("/tasks"))?.text()).toContain(`${name}'s task`);
  }

  // The page's other parts don't take the tasks away with them.
  for (const { name, page } of people) {
    gate.refuse("GET /v1/tags");
    expect(await (await page.goto("/tasks"))?.text()).toContain(`${name}'s task`);
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page.getByRole("checkbox", { name, exact: true })).toBeVisible();
  }

  for (const { context, proxy } of people) {
    await context.close();
    await proxy.stop();
  }
  await stack.stop();
  gate.stop();
});

test("once somebody has begun to use the page, all that it can open opens without a network, while a change waits that goes later", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page, context } = ada;
  await addTask(page, "Read me #home", "Read me");
  await loadAhead(page);
  await context.setOffline(true);
  await page.getByLabel("New task").fill("Waits");
  await page.getByLabel("New task").press("Enter");
  const waiting = page.getByText("1 change waits");
  await expect(waiting).toBeVisible();

  const close = async () => {
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(waiting).toBeVisible();
  };
  await page.getByRole("link", { name: "Read me" }).click();
  const panel = page.getByRole("dialog", { name: "Read me" });
  await panel.getByLabel("Description").fill("Some **bold** words");
  await panel.getByRole("button", { name: "Preview" }).click();
  await expect(panel.getByRole("region", { name: /^Preview/ }).locator("strong")).toHaveText("bold");
  await close();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" }).getByRole("option").first()).toBeVisible();
  await close();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Show the keyboard shortcuts");
  await close();
  const select = page.getByRole("button", { name: "Select", exact: true });
  await select.click();
  await page.getByRole("button", { name: "Select all" }).click();
  await expect(page.getByRole("region", { name: "Selected tasks" })).toContainText("selected");
  await select.click();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Manage tags" }).click();
  await expect(page.getByRole("dialog", { name: "Tags" }).getByRole("list", { name: "Your tags" })).toContainText(
    "1 task",
  );
  await close();

  await context.setOffline(false);
  await expect(page.getByText(/Waiting for the network|You’re offline/)).toHaveCount(0);
  await expect
    .poll(async () => (await callApi(ada, `${apiUrl}/v1/tasks`)).items)
    .toMatchObject([{ title: "Waits" }, { title: "Read me", description: "" }]);
  await expect(taskRow(page, "Waits")).toBeVisible();
  expect((await callApi(bob, `${apiUrl}/v1/tasks`)).items).toEqual([]);
});
