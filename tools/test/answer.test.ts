import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { untilAnswers } from "../stack/answer.ts";

const never = new AbortController().signal;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("a server that holds requests is waited for beyond the limit, since it still compiles, and this is said", async () => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked += 1;
    if (asked > 5) response.end();
  });
  const pending: number[] = [];
  await untilAnswers(url, never, { requestMs: 100, patienceMs: 0, onPending: (ms) => void pending.push(ms) });
  expect(asked).toBe(6);
  expect(pending).toHaveLength(5);
  expect(pending[4]).toBeGreaterThanOrEqual(500);
});

test("a server that holds requests is waited for no longer once the start is given up", async () => {
  const url = await serve(() => {});
  const givenUp = new AbortController();
  const waiting = untilAnswers(url, givenUp.signal, { requestMs: 50, onPending: () => givenUp.abort() });
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
});

test("a server that answers with an error, or that isn't there, is given up after the limit", async () => {
  const failing = await serve((_, response) => void response.writeHead(500).end());
  for (const url of [failing, "http://127.0.0.1:9/"])
    await expect(untilAnswers(url, never, { patienceMs: 300 })).rejects.toThrow(
      `${url} doesn't answer; the lines above may say why.`,
    );
});
