import type { Locator, Page } from "@playwright/test";
import { grantAdmin } from "../../tools/admin.ts";
import { expect, type Persona, test } from "../support/fixtures.ts";
import { expectAccessible, expectNoLayoutShift, expectNothingCut } from "../support/guards.ts";
import { accountScenes, errorScene, ownScenes } from "../support/scenes/own-scenes.ts";
import { type Scene, type Stage, show } from "../support/scenes/scene.ts";
import { newcomerScenes, taskScenes, taskStateScenes } from "../support/scenes/task-scenes.ts";
import { visitorScenes } from "../support/scenes/visitor-scenes.ts";
import { addTask, callApi } from "../support/tasks.ts";

/**
 * Each page stands still while it loads. Each scene has the names and roles that are written down beside this file,
 * passes axe in light and dark, wide and at 320 px, and shows all that is in it there, at 200 % and with wide text.
 */
async function guard(scenes: readonly Scene[], stage: Stage): Promise<void> {
  const { page } = stage;
  for (const scene of scenes) {
    await test.step(scene.name, () =>
      show(scene, stage, async () => {
        if ("path" in scene) await expectNoLayoutShift(page);
        await expect(await partOf(scene, page)).toMatchAriaSnapshot({ name: `${scene.name}.aria.yml` });
        await expectAccessible(page);
        await expectNothingCut(page);
      }),
    );
  }
}

async function partOf({ part }: Scene, page: Page): Promise<Locator> {
  const over = page.locator("dialog[open], :popover-open");
  return part ? page.locator(part) : (await over.count()) > 0 ? over : page.locator("main");
}

/** Gives somebody tasks and tags whose words are the same every day. */
async function giveTasks(person: Persona, apiUrl: string): Promise<void> {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", {
    tasks: [
      { title: "Back up the photos", tags: ["home"] },
      { title: "Return the library books", dueOn: inDays(-2), priority: "low", tags: ["errands"] },
      { title: "Call the landlord about the heating", dueOn: inDays(0), priority: "urgent", tags: ["home"] },
      {
        title: "A rather long title that has to wrap somewhere on a narrow phone without pushing anything out",
        description: "With **notes**",
        dueOn: inDays(1),
        priority: "high",
        tags: ["errands", "home"],
      },
    ],
  });
}

test("all that a visitor sees is guarded", async ({ newPersona, newVisitor, urls, mailOf }) => {
  const [ada, { page }] = [await newPersona("Ada"), await newVisitor()];
  await guard(visitorScenes, { ...ada, page, urls, mailOf });
});

test("the tasks page is guarded from its first use on, with all that opens on it", async ({
  newPersona,
  urls,
  mailOf,
}) => {
  const ada = await newPersona("Ada");
  const stage = { ...ada, urls, mailOf };
  await guard(newcomerScenes, stage);
  await giveTasks(ada, urls.apiUrl);
  await guard(taskScenes, stage);
});

test("a task’s panel and what the page says of changes and connections are guarded", async ({
  newPersona,
  urls,
  mailOf,
}) => {
  const ada = await newPersona("Ada");
  await giveTasks(ada, urls.apiUrl);
  await guard(taskStateScenes, { ...ada, urls, mailOf });
});

test("the other pages, the palette, the help sheet and the menu are guarded", async ({ newPersona, urls, mailOf }) => {
  const ada = await newPersona("Ada");
  await giveTasks(ada, urls.apiUrl);
  await newPersona("Bob");
  await grantAdmin(urls.ownerUrl, ada.email);
  await guard(ownScenes, { ...ada, urls, mailOf });
});

test("the account page is guarded, with a change under way and about to be deleted, and so is the page of errors", async ({
  newPersona,
  urls,
  mailOf,
  complaints,
}) => {
  const stage = { ...(await newPersona("Ada")), urls, mailOf };
  await guard(accountScenes, stage);
  expect(complaints).toEqual([]);
  await guard([errorScene], stage);
  // The page that broke said so on the console, once, and nothing else did.
  expect(complaints).toEqual([expect.stringMatching(/^TypeError: Cannot read properties of null \(reading 'id'\)/)]);
  complaints.length = 0;
});

test("nothing moves when a task is added; with forced colours, what has the focus shows it", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await addTask(page, "Stays where it is");
  await page.goto("/tasks");
  await expectNoLayoutShift(page, () => addTask(page, "Pushes the other one down, and nothing else"));
  await page.emulateMedia({ forcedColors: "active" });
  for (const path of ["/tasks", "/account"]) {
    await page.goto(path);
    for (let stop = 1; stop <= 25; stop += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const focused = document.activeElement ?? document.body;
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1 ? undefined : focused.outerHTML;
      });
      expect(seen, `stop ${stop} of ${path}`).toBeUndefined();
    }
  }
});
