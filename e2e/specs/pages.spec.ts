import type { Locator, Page } from "@playwright/test";
import { grantAdmin } from "../../tools/admin.ts";
import { expect, type Persona, test } from "../support/fixtures.ts";
import { expectAccessible, expectNoLayoutShift, expectNothingCut } from "../support/guards.ts";
import { accountScenes, errorScene, ownScenes } from "../support/scenes/own-scenes.ts";
import { type Scene, type Stage, show } from "../support/scenes/scene.ts";
import { newcomerScenes, taskScenes, taskStateScenes } from "../support/scenes/task-scenes.ts";
import { taskTroubleScenes } from "../support/scenes/task-trouble-scenes.ts";
import { visitorErrorScenes, visitorScenes } from "../support/scenes/visitor-scenes.ts";
import { addTask, callApi, follow, taskList, titles } from "../support/tasks.ts";

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

/** In the page: waits until something of it was shown. */
const painted = () =>
  new Promise<void>((shown) => new PerformanceObserver(() => shown()).observe({ type: "paint", buffered: true }));

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

test("the page of errors for who isn’t signed in is guarded, and the last resort, which has no script", async ({
  newPersona,
  newVisitor,
  urls,
  mailOf,
  complaints,
}) => {
  const [ada, { page }] = [await newPersona("Ada"), await newVisitor()];
  await guard(visitorErrorScenes, { ...ada, page, urls, mailOf });
  expect(complaints).toEqual([expect.stringMatching(/^Error: What a form relies on broke/)]);
  complaints.length = 0;
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

for (const [what, scenes] of [
  ["a task’s panel and what the page says of changes and connections are guarded", taskStateScenes],
  ["what the tasks page shows while something is awaited, isn’t there or was refused is guarded", taskTroubleScenes],
] as const) {
  test(what, async ({ newPersona, urls, mailOf }) => {
    const ada = await newPersona("Ada");
    await giveTasks(ada, urls.apiUrl);
    await guard(scenes, { ...ada, urls, mailOf });
  });
}

test("the other pages, the palette, the help sheet and the menu are guarded", async ({ newPersona, urls, mailOf }) => {
  const ada = await newPersona("Ada");
  await giveTasks(ada, urls.apiUrl);
  await newPersona("Bob");
  await grantAdmin(urls.ownerUrl, ada.email);
  await guard(ownScenes, { ...ada, urls, mailOf });
});

test("the account page is guarded, with a change under way, refusals and about to be deleted, and so is the page of errors", async ({
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

test("nothing that stands there moves when data arrives: of another view, further down, or from another device", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const tasks = Array.from({ length: 60 }, (_, at) => ({ title: `Task ${at + 1}`, status: at < 5 ? "done" : "todo" }));
  for (const person of [ada, bob]) await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
  await follow(page, apiUrl);
  const hold = async (part: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route(`${apiUrl}/v1/tasks?*${part}*`, (route) => promise.then(() => route.continue()));
    return resolve;
  };

  const more = page.getByRole("button", { name: "Show more" });
  const arrive = await hold("cursor=");
  await expectNoLayoutShift(page, async () => {
    await more.evaluate((button) => button.scrollIntoView());
    await expect(more).toHaveAttribute("aria-busy", "true");
    arrive();
    await expect(titles(page)).toHaveCount(55);
  });
  await page.evaluate(() => scrollTo(0, 0));

  const show = await hold("status=done");
  await expectNoLayoutShift(page, async () => {
    // By script: what moves shortly after a click or a key counts as what the person did.
    await page.getByRole("link", { name: "Done" }).evaluate((link: HTMLElement) => link.click());
    await expect(taskList(page)).toHaveAttribute("aria-busy", "true");
    show();
    await expect(titles(page)).toHaveCount(5);
  });

  await follow(page, apiUrl);
  await expectNoLayoutShift(page, async () => {
    const { items } = await callApi(ada, `${apiUrl}/v1/tasks`);
    await callApi(ada, `${apiUrl}/v1/tasks/${items[3].id}`, "PATCH", { title: "Renamed elsewhere" });
    await expect(page.getByText("Renamed elsewhere")).toBeVisible();
  });
  await bob.page.reload();
  await expect(bob.page.getByText("Renamed elsewhere")).toHaveCount(0);
});

test("a page of which a part has come is not shown yet, so that nothing moves when the rest does", async ({
  newPersona,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await addTask(bob.page, "Of Bob");
  const { page, proxy } = ada;
  await addTask(page, "Comes later");
  for (const words of ['aria-label="Command palette"', 'aria-label="Delete Comes later"']) {
    const letThrough = proxy.holdBack(words);
    await page.goto("/tasks", { waitUntil: "commit" });
    await page.waitForFunction(() => document.styleSheets.length > 0 && document.querySelector("header"), undefined, {
      polling: 50,
    });
    // As long as the same page needs to be shown, opened later, if it may be.
    const other = await ada.context.newPage();
    await other.addInitScript(() => {
      const free = () => document.querySelector("link[rel=expect]")?.removeAttribute("blocking");
      new MutationObserver(free).observe(document, { childList: true, subtree: true });
    });
    await other.goto("/tasks", { waitUntil: "commit" });
    await other.evaluate(painted);
    const shown = await page.evaluate(() => performance.getEntriesByType("paint").length > 0);
    await other.close();
    letThrough();
    await expect(taskList(page)).toContainText("Comes later");
    await expect(taskList(page)).not.toContainText("Of Bob");
    await expectNoLayoutShift(page);
    expect(shown).toBe(false);
  }
});

test("a typeface that comes late moves nothing: the page stays in the one it was shown in", async ({ newVisitor }) => {
  const { page } = await newVisitor();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/*.woff2", (route) => released.then(() => route.continue()));
  await page.goto("/", { waitUntil: "commit" });
  await page.evaluate(painted);
  const typeface = page.waitForResponse("**/*.woff2");
  release();
  await (await typeface).finished();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await expectNoLayoutShift(page);
});

test("nothing moves when a task is added; what has the focus has an outline, in menus and with forced colours, too", async ({
  newPersona,
}) => {
  const { page } = await newPersona("Ada");
  await addTask(page, "Stays where it is");
  await page.goto("/tasks");
  await expectNoLayoutShift(page, () => addTask(page, "Pushes the other one down, and nothing else"));
  await page.getByRole("button", { name: /^Account of/ }).focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name: "Account" });
  await expect(item).toBeFocused();
  await expect(item).toHaveCSS("outline-style", "solid");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Command palette" }).click();
  await expect(page.getByRole("option", { selected: true })).toHaveCSS("outline-style", "solid");
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
