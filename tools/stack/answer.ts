import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../tool-error.ts";

const pollMs = 100;
const requestMs = 30_000;
const patienceMs = 120_000;

/** Resolves once a URL answers 200. Rejects when `signal` aborts; throws ToolError after two minutes. */
export async function untilAnswers(url: string, signal: AbortSignal): Promise<void> {
  const since = performance.now();
  while (performance.now() - since < patienceMs) {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(requestMs)]);
      const response = await fetch(url, { signal: limit, redirect: "manual" });
      await response.body?.cancel();
      if (response.ok && !signal.aborted) return;
    } catch {
      signal.throwIfAborted();
    }
    await delay(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  throw new ToolError(`${url} doesn't answer; the lines above may say why.`);
}

/** Where a server that listens on an address is reached from this machine. */
export function reachableUrl(host: string, port: number): string {
  const name = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}
