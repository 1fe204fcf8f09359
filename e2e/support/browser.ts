import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "@playwright/test";

const systemBrowsers: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"].flatMap((name) => [
    `/usr/bin/${name}`,
    `/snap/bin/${name}`,
  ]),
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, "Google", "Chrome", "Application", "chrome.exe")),
};

/** Debian's Chromium without the machinery of a window: a run of the tests takes a third less with it. */
const shell = "-headless-shell";

const packageManagers = [
  {
    command: "apt-get",
    update: ["update"],
    install: ["install", "-y", "--no-install-recommends"],
    // Debian has both, Ubuntu only the second.
    packages: [["chromium", `chromium${shell}`], ["chromium"]],
  },
  { command: "dnf", install: ["install", "-y"], packages: [["chromium"]] },
  { command: "apk", install: ["add"], packages: [["chromium"]] },
];

export type Browser = { executablePath: string; from: string };

/**
 * Makes a Chromium available and gives the first that starts in a trial launch; with `install: false`, of those that are
 * on this machine. Takes the path that CHROMIUM_PATH names, if any. Throws an Error with one line when none starts.
 */
export async function findBrowser(named: string | undefined, { install = true } = {}): Promise<Browser> {
  const root = process.getuid?.() === 0;
  const own = () => [chromium.executablePath()];
  const system = () => systemBrowsers[process.platform] ?? [];
  const sources: { from: string; paths: () => string[]; prepare?: () => void }[] = [
    { from: "CHROMIUM_PATH", paths: () => (named ? [named] : []) },
    { from: "Playwright's own", paths: own },
    { from: "playwright install", paths: own, prepare: () => playwrightInstall(root) },
    { from: "the system's", paths: system },
  ];
  if (root) {
    sources.push({ from: "the system's package manager", paths: system, prepare: systemInstall });
  }

  for (const { from, paths, prepare } of sources) {
    if (prepare && !install) continue;
    prepare?.();
    for (const executablePath of paths()) {
      if (!(await starts(executablePath))) continue;
      const beside = executablePath + shell;
      const isFaster = executablePath !== named && (await starts(beside));
      return { executablePath: isFaster ? beside : executablePath, from };
    }
  }
  throw new Error("No Chromium starts here: install one and set CHROMIUM_PATH to its program.");
}

/** The browser with the machinery of a window, such as the memory of whole pages, for a path of findBrowser(). */
export function wholeBrowser(executablePath: string | undefined): string | undefined {
  return executablePath?.endsWith(shell) ? executablePath.slice(0, -shell.length) : executablePath;
}

/** Opens a browser that a tool drives by Chrome's own protocol, on a port of 127.0.0.1. */
export function openForTools(executablePath: string, port: number): Promise<{ close(): Promise<void> }> {
  return chromium.launch({ executablePath, args: [`--remote-debugging-port=${port}`] });
}

async function starts(executablePath: string): Promise<boolean> {
  if (!existsSync(executablePath)) return false;
  try {
    const browser = await chromium.launch({ executablePath, timeout: 120_000 });
    const page = await browser.newPage();
    await page.setContent("<h1>ready</h1>");
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

function playwrightInstall(root: boolean): void {
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
  const args = [cli, "install", ...(root ? ["--with-deps"] : []), "chromium"];
  spawnSync(process.execPath, args, { stdio: "ignore", timeout: 300_000 });
}

function systemInstall(): void {
  for (const { command, update, install, packages } of packageManagers) {
    if (spawnSync(command, ["--version"], { stdio: "ignore" }).error) continue;
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const run = (args: string[]) => spawnSync(command, args, { stdio: "ignore", timeout: 300_000, env }).status === 0;
    if (update) run(update);
    packages.some((names) => run([...install, ...names]));
    return;
  }
}
