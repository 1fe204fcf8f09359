import { expect, test } from "../support/fixtures.ts";
import { mailbox } from "../support/mailbox.ts";
import { makePersona, type Persona } from "../support/persona.ts";
import { startTestStack } from "../support/stack.ts";
import { callApi, taskRow } from "../support/tasks.ts";
import { openVisitor } from "../support/visitor.ts";

test("changes are told of beyond the end of the token that opened the stream, to the same person", async ({
  browser,
  complaints,
}) => {
  const { webUrl, apiUrl, mailUrl = "", database, stop } = await startTestStack({ ACCESS_TOKEN_LIFE: "6s" });
  const urls = { webUrl, apiUrl, mailUrl, ownerUrl: database.ownerUrl };
  const open = async (name: string, address: string): Promise<Persona> =>
    makePersona(await openVisitor(browser, urls, { address }, complaints), name, webUrl, (email) =>
      mailbox(mailUrl, email),
    );
  const [ada, bob] = [await open("Ada", "198.19.0.1"), await open("Bob", "198.19.0.2")];
  const opened: Record<string, number> = { Ada: 0, Bob: 0 };
  for (const { name, page } of [ada, bob]) {
    page.on("response", (response) => {
      if (response.url() === `${apiUrl}/v1/events` && response.ok()) opened[name] = (opened[name] ?? 0) + 1;
    });
    await page.reload();
  }
  for (const { name } of [ada, bob]) await expect.poll(() => opened[name], { timeout: 30_000 }).toBeGreaterThan(2);

  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "With another token" });
  await expect(taskRow(ada.page, "With another token")).toBeVisible();
  await expect(taskRow(bob.page, "With another token")).toHaveCount(0);

  for (const { context, proxy } of [ada, bob]) {
    await context.close();
    await proxy.stop();
  }
  await stop();
});
