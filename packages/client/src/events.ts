import type { ChangeEvent } from "@claimcheck/contract/events";
import { heartbeatMs } from "@claimcheck/contract/plain";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { ApiError } from "./api-error.ts";
import type { ApiClient } from "./client.ts";

const shortestPauseMs = 500;
const longestPauseMs = 30_000;
/** A stream that held for so long was one; what ends sooner is waited for as after a failure. */
const steadyMs = 2_000;
const longestSilenceMs = 2.5 * heartbeatMs;

/**
 * Calls `onChange` for each change of the caller's own, until `signal` is aborted. A stream that ends is opened again,
 * with another token where it takes one, and `onChange` is first told to read everything again. So is one that is
 * silent for longer than a living one is: nobody tells of a connection that was lost on the way.
 * It waits for as long as a refusal's `Retry-After` says. Throws ApiError when the API refuses it for good: a 4xx other than 401, 408 and 429.
 */
export async function followChanges(
  api: Pick<ApiClient, "fetch">,
  {
    signal,
    onChange,
    silenceMs = longestSilenceMs,
  }: { signal: AbortSignal; onChange: (event: ChangeEvent) => void; silenceMs?: number },
): Promise<void> {
  let pause = shortestPauseMs;
  for (let first = true; !signal.aborted; first = false) {
    const begun = performance.now();
    const watch = watchSilence(silenceMs);
    let atLeast = 0;
    try {
      const { body } = await api.fetch("streamEvents", {}, { signal: AbortSignal.any([signal, watch.signal]) });
      if (!first) onChange({ kind: "resync", id: null });
      const messages = body
        ?.pipeThrough(watch.stream)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream());
      const reader = messages?.getReader();
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done || !value) break;
        onChange(JSON.parse(value.data) as ChangeEvent);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && isFinal(error.status)) throw error;
      if (error instanceof ApiError) atLeast = 1000 * (error.retryAfter ?? 0);
    } finally {
      watch.end();
    }
    pause = performance.now() - begun > steadyMs ? shortestPauseMs : Math.min(2 * pause, longestPauseMs);
    await wait(atLeast + pause * (0.5 + Math.random() / 2), signal);
  }
}

/** A signal that aborts when nothing came through a stream for so long; it's to be ended. */
function watchSilence(ms: number) {
  const silent = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  const begin = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), ms);
  };
  begin();
  return {
    signal: silent.signal,
    stream: new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        begin();
        controller.enqueue(bytes);
      },
    }),
    end: () => clearTimeout(timer),
  };
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
