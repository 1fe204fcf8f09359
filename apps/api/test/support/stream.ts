import type { ChangeEvent } from "@claimcheck/contract/events";
import { onTestFinished } from "vitest";
import { expectConform } from "./conform.ts";

/** An open stream of events, read message by message, each of which has to be one that the served contract knows. */
export async function openStream(url: string, token: string) {
  const aborted = new AbortController();
  onTestFinished(() => aborted.abort());
  const response = await fetch(`${url}/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: aborted.signal,
  });
  const { status, headers } = response;
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = "";

  /** The next message, comments too; undefined at the end of the stream. */
  async function message(): Promise<string | undefined> {
    for (;;) {
      const at = buffered.indexOf("\n\n");
      if (at >= 0) {
        const text = buffered.slice(0, at + 2);
        buffered = buffered.slice(at + 2);
        await expectConform(url, "GET", "/v1/events", { status, headers, text, body: undefined });
        return text;
      }
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return undefined;
      buffered += value;
    }
  }

  /** The next event; undefined at the end of the stream. */
  async function next(): Promise<ChangeEvent | undefined> {
    for (;;) {
      const text = await message();
      if (text === undefined) return undefined;
      const data = /^data: (.*)$/m.exec(text)?.[1];
      if (data) return JSON.parse(data);
    }
  }
  return { response, message, next, close: () => aborted.abort() };
}
