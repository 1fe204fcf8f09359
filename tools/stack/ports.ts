import { setTimeout as delay } from "node:timers/promises";
import { portTaken } from "@claimcheck/process/free-port";
import { ToolError } from "../tool-error.ts";

/** A port that is about to be listened on, and the setting that moves it. */
export type WantedPort = { setting: string; port: number; host: string };

const pollMs = 200;

/**
 * Makes sure that ports are free. A leftover of ours gets `waitMs` to let go of them.
 * Throws ToolError naming the setting of one that stays taken.
 */
export async function claimPorts(wanted: readonly WantedPort[], waitMs: number): Promise<void> {
  for (const { setting, port, host } of wanted) {
    const since = performance.now();
    while (await taken(setting, port, host)) {
      if (performance.now() - since > waitMs) {
        throw new ToolError(`Port ${port} is in use by another program: stop it, or set ${setting} to a free port.`);
      }
      await delay(pollMs);
    }
  }
}

/** `localhost` may lead to ::1 too, where a stranger would be met instead of us. */
async function taken(setting: string, port: number, host: string): Promise<boolean> {
  try {
    if (await portTaken(port, host)) return true;
    return host === "127.0.0.1" && (await portTaken(port, "::1"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ToolError(`Nothing can listen on ${host}:${port} here (${code}): change ${setting}.`);
  }
}
