import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { composeProject } from "../../stack/compose-project.ts";
import { copyTree } from "../lifecycle/clone.ts";

/** Both images are built anew, which the page's takes minutes for on a small machine. */
const timeout = 900_000;

test("up --watch shows an edit of either app", { timeout }, async () => {
  const folder = copyTree();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { docker, follow, remove, webUrl, apiUrl } = await composeProject({
    folder,
    env: { CLAIMCHECK_TAG: "edited" },
  });
  onTestFinished(async () => {
    await remove();
    await docker("image", "rm", ...["web", "api", "migrate"].map((name) => `claimcheck-${name}:edited`));
  });
  const up = await follow("Watch enabled", "up", "--watch");
  onTestFinished(() => void up.kill("SIGTERM"));

  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(path.join(folder, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(path.join(folder, file), text.replace(from, to));
  };
  const shows = (url: string) =>
    fetch(url).then(
      (answer) => answer.text(),
      () => "",
    );
  await expect.poll(() => shows(`${webUrl}/sign-in`), { timeout }).toContain("Claimcheck");
  await expect.poll(() => shows(`${apiUrl}/docs`), { timeout }).toContain("Claimcheck API");
  edit("apps/api/src/plugins/openapi.ts", "Claimcheck API", "Edited API");
  await expect.poll(() => shows(`${apiUrl}/docs`), { timeout }).toContain("Edited API");
  edit("apps/web/src/app/layout.tsx", "· Claimcheck", "· Edited page");
  await expect.poll(() => shows(`${webUrl}/sign-in`), { timeout }).toContain("Edited page");
});
