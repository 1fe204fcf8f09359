import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeFolder, read, start, write } from "./support/home.ts";

const fixture = fileURLToPath(new URL("./fixtures/embedded-supervisor.ts", import.meta.url));

/** A Postgres with a supervisor and a keeper in processes of their own. */
async function startApart(folder: string) {
  const supervisor = spawn(process.execPath, [fixture, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = await once(createInterface({ input: supervisor.stdout }), "line");
  const postmaster = Number.parseInt(readFileSync(join(folder, "data", "postmaster.pid"), "utf8"), 10);
  return { supervisor, postmaster, url: String(url) };
}

function parentOf(pid: number): number {
  if (process.platform === "linux") {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  }
  return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
}

test("after kill -9 of the supervisor, the next start has the data", async () => {
  const folder = await makeFolder();
  const { supervisor, url } = await startApart(folder);
  await write(url, "Ada");
  supervisor.kill("SIGKILL");
  await once(supervisor, "exit");
  const next = await start(folder);
  expect(await read(next.ownerUrl)).toEqual(["Ada"]);
});

test.skipIf(process.platform === "win32")(
  "a Postgres left by kill -9 of supervisor and keeper is taken over, with its data",
  async () => {
    const folder = await makeFolder();
    const { supervisor, postmaster, url } = await startApart(folder);
    await write(url, "Ada");
    const keeper = parentOf(postmaster);
    process.kill(keeper, "SIGSTOP");
    supervisor.kill("SIGKILL");
    await once(supervisor, "exit");
    process.kill(keeper, "SIGKILL");
    expect(await read(url)).toEqual(["Ada"]);

    const next = await start(folder);
    await expect(read(url)).rejects.toThrow("ECONNREFUSED");
    expect(await read(next.ownerUrl)).toEqual(["Ada"]);
  },
);
