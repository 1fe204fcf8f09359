import path from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { mailbox } from "./mailbox.ts";
import { newEmail, signUp } from "./persona.ts";
import { accountScenes, errorScene, ownScenes } from "./scenes/own-scenes.ts";
import { type Scene, type Stage, show } from "./scenes/scene.ts";
import { newcomerScenes, taskScenes, taskStateScenes } from "./scenes/task-scenes.ts";
import { taskTroubleScenes } from "./scenes/task-trouble-scenes.ts";
import { visitorErrorScenes, visitorScenes } from "./scenes/visitor-scenes.ts";
import type { StackUrls } from "./visitor.ts";

const windows = {
  wide: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 700 },
};

/**
 * Takes a picture of every page and of what opens on it, wide and on phones, light and dark.
 * `cookies` are those of an administrator who has tasks, `person` is who that is.
 */
export async function takePictures(options: {
  executablePath: string;
  urls: Omit<StackUrls, "ownerUrl">;
  person: { email: string; password: string };
  cookies: Parameters<BrowserContext["addCookies"]>[0];
  folder: string;
}): Promise<void> {
  const { executablePath, urls, person, cookies, folder } = options;
  const browser = await chromium.launch({ executablePath });
  const mailOf = (email: string) => mailbox(urls.mailUrl, email);
  try {
    for (const [scenes, who] of [
      [[...visitorErrorScenes, ...visitorScenes], "nobody"],
      [newcomerScenes, "newcomer"],
      [[...taskScenes, ...taskStateScenes, ...taskTroubleScenes, ...ownScenes, ...accountScenes, errorScene], "owner"],
    ] as const) {
      const context = await browser.newContext({ baseURL: urls.webUrl, reducedMotion: "reduce", timezoneId: "UTC" });
      if (who === "owner") await context.addCookies(cookies);
      if (who === "newcomer") {
        const newcomer = { name: "Ada", email: newEmail("Ada"), password: crypto.randomUUID() };
        await signUp(context.request, urls.webUrl, newcomer, mailOf(newcomer.email));
      }
      const page = await context.newPage();
      // From the next page on the typeface is there at once.
      await page.goto("/");
      const stage = { page, ...person, urls, mailOf };
      for (const scene of scenes) await takeScene(scene, stage, folder);
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

async function takeScene(scene: Scene, stage: Stage, folder: string): Promise<void> {
  const { page } = stage;
  await page.setViewportSize(windows.wide);
  await show(scene, stage, async () => {
    for (const [size, viewport] of Object.entries(windows)) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: path.join(folder, `${scene.name}-${size}-${colorScheme}.png`),
          // What is open on a page belongs to the window, not to the whole of the page.
          fullPage: "path" in scene,
          animations: "disabled",
        });
      }
    }
  });
}
