import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../tool-error.ts";

const pollMs = 100;

type WaitOptions = {
  /** How long one request may take before it is sent again. */
  requestMs?: number;
  /** How long the server may refuse connections or answer with an error. */
  patienceMs?: number;
  /** Called with the total milliseconds so far, each time that a request was accepted but not answered in time. */
  onPending?: (waitedMs: number) => void;
};

/**
 * Resolves once a URL answers 200. A request that the server has accepted and not answered yet counts as progress, since
 * Next compiles a page at its first request: it is waited for without a limit, until it is answered or `signal` aborts.
 * Throws ToolError when for two minutes the server refuses connections or answers with an error.
 */
export async function untilAnswers(url: string, signal: AbortSignal, options: WaitOptions = {}): Promise<void> {
  const { requestMs = 30_000, patienceMs = 120_000, onPending = () => {} } = options;
  const begun = performance.now();
  for (let since = begun; ; await delay(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted())) {
    const timeout = AbortSignal.timeout(requestMs);
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, timeout]), redirect: "manual" });
      await response.body?.cancel();
      if (response.ok && !signal.aborted) return;
    } catch {
      signal.throwIfAborted();
      if (timeout.aborted) {
        since = performance.now();
        onPending(since - begun);
        continue;
      }
    }
    if (performance.now() - since >= patienceMs)
      throw new ToolError(`${url} doesn't answer; the lines above may say why.`);
  }
}

/** Where a server that listens on an address is reached from this machine. */
export function reachableUrl(host: string, port: number): string {
  const name = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}
