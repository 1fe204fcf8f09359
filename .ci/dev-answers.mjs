// What the README promises of `npx pnpm@12 dev`, tried on every system that CI has: it starts from nothing until both apps
// answer, stops when it is asked to, and leaves nothing that answers. Plain JavaScript for the oldest Node that may start us.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

const limitMs = 10 * 60_000;
const stopLimitMs = 15_000;
const { WEB_PORT = "3000", API_PORT = "8000" } = process.env;
const urls = [`http://localhost:${WEB_PORT}/api/health`, `http://localhost:${API_PORT}/readyz`];
const windows = process.platform === "win32";

const answers = (url) =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Asks until all of them answer, or none does; tells whether that came in time. */
async function wait(wanted, ms, goesOn = () => true) {
  for (const since = performance.now(); performance.now() - since < ms && goesOn(); await delay(500)) {
    const found = await Promise.all(urls.map(answers));
    if (found.every((one) => one === wanted)) return true;
  }
  return false;
}

const dev = spawn("npx --yes pnpm@12 dev", {
  shell: true,
  detached: !windows,
  stdio: ["ignore", "inherit", "inherit"],
});
const ended = once(dev, "exit");
let runs = true;
ended.then(() => {
  runs = false;
});

const up = await wait(true, limitMs, () => runs);
console.log(up ? "Both apps answer." : "They didn't come up.");
if (runs) {
  if (windows) spawnSync("taskkill", ["/PID", String(dev.pid), "/T", "/F"]);
  else process.kill(-dev.pid, "SIGINT");
}
const stopped = await Promise.race([ended.then(() => true), delay(stopLimitMs, false)]);
const gone = stopped && (await wait(false, stopLimitMs));
console.log(gone ? "It has stopped, and nothing answers any more." : "It doesn't stop.");
process.exit(up && gone ? 0 : 1);
