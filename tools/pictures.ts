import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { findBrowser } from "../e2e/support/browser.ts";
import { takePictures } from "../e2e/support/pictures.ts";
import { startTestStack } from "../e2e/support/stack.ts";
import { grantAdmin } from "./admin.ts";
import { build } from "./stack/build.ts";
import { demo, signInDemo } from "./stack/demo-session.ts";
import { root } from "./stack/parts.ts";

const folder = path.join(root, "e2e", ".output", "pictures");

/** What the README shows. */
const readme = [
  "tasks-wide-light",
  "tasks-wide-dark",
  "tasks-quick-add-phone-light",
  "panel-phone-light",
  "palette-phone-dark",
];

/**
 * Takes pictures of every page with the demo tasks, from a stack of their own: all of them to look at,
 * and those that the README shows. Gives the exit code.
 */
export async function main(args: string[]): Promise<number> {
  if (args.length > 0) {
    console.error("Usage: pnpm pictures");
    return 2;
  }
  const { executablePath } = await findBrowser(process.env.CHROMIUM_PATH);
  await build();
  const stack = await startTestStack(demo);
  try {
    await grantAdmin(stack.database.ownerUrl, demo.DEMO_EMAIL);
    await mkdir(folder, { recursive: true });
    const cookies = await signInDemo(stack.webUrl);
    const { webUrl, apiUrl, mailUrl = "" } = stack;
    const person = { email: demo.DEMO_EMAIL, password: demo.DEMO_PASSWORD };
    await takePictures({ executablePath, urls: { webUrl, apiUrl, mailUrl }, person, cookies, folder });
  } finally {
    await stack.stop();
  }
  for (const name of readme) {
    await copyFile(path.join(folder, `${name}.png`), path.join(root, "docs/pictures", `${name}.png`));
  }
  console.log(`All pictures: ${folder}`);
  return 0;
}
