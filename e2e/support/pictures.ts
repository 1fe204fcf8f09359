import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";

type Picture = {
  name: string;
  path: string;
  /** What is done on the page before it is looked at. */
  prepare?: (page: Page) => Promise<unknown>;
};

const publicPages: Picture[] = [
  { name: "home", path: "/" },
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-up", path: "/sign-up" },
  { name: "not-found", path: "/no-such-page" },
];

const signedInPages: Picture[] = [
  { name: "tasks", path: "/tasks" },
  { name: "token", path: "/token" },
  { name: "admin", path: "/admin" },
];

const windows = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Takes a picture of every page, wide and on a phone, light and dark. `cookies` are those of somebody signed in. */
export async function takePictures(options: {
  executablePath: string;
  webUrl: string;
  cookies: Parameters<BrowserContext["addCookies"]>[0];
  folder: string;
}): Promise<void> {
  const { executablePath, webUrl: baseURL, cookies, folder } = options;
  const browser = await chromium.launch({ executablePath });
  try {
    for (const [size, viewport] of Object.entries(windows)) {
      for (const colorScheme of ["light", "dark"] as const) {
        for (const [pictures, who] of [
          [publicPages, []],
          [signedInPages, cookies],
        ] as const) {
          const context = await browser.newContext({ baseURL, viewport, colorScheme, reducedMotion: "reduce" });
          await context.addCookies([...who]);
          const page = await context.newPage();
          for (const { name, path: address, prepare } of pictures) {
            await page.goto(address);
            await prepare?.(page);
            const file = path.join(folder, `${name}-${size}-${colorScheme}.png`);
            await page.screenshot({ path: file, fullPage: true, animations: "disabled" });
          }
          await context.close();
        }
      }
    }
  } finally {
    await browser.close();
  }
}
