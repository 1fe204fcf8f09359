import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { buffer } from "node:stream/consumers";
import { isLoopback } from "@claimcheck/process/loopback";

/** A request as it left the browser. */
export type Sent = { method: string; url: URL; headers: IncomingMessage["headers"] };

export type PersonaProxy = {
  /** What a browser context takes as its proxy. */
  url: string;
  /** All that was asked for through it, in order. */
  sent: readonly Sent[];
  /** Requests to this origin fail from now on, streams that are open included. */
  cut(origin: string): void;
  mend(origin: string): void;
  /** The next page comes in two parts: the second one, from these words on, when what this gives is called. */
  holdBack(words: string): () => void;
  stop(): Promise<void>;
};

/**
 * The forwarding proxy of one person's browser, as the settings trust one: it overwrites x-real-ip with an address
 * of that person's own, so that rate limits keep their production values. Nothing is buffered, so streams pass.
 * `look` is shown each request. It leads nowhere but to this machine: no page here needs the network.
 */
export async function startPersonaProxy(address: string, look: (sent: Sent) => void): Promise<PersonaProxy> {
  const sent: Sent[] = [];
  const severed = new Set<string>();
  const open = new Map<ServerResponse, string>();
  let part: Part | undefined;

  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
    const request = { method: incoming.method ?? "GET", url, headers: incoming.headers };
    sent.push(request);
    look(request);
    if (!isLoopback(url) || severed.has(url.origin)) return void incoming.destroy();
    open.set(outgoing, url.origin);
    outgoing.once("close", () => open.delete(outgoing));
    const isPage = incoming.headers["sec-fetch-mode"] === "navigate";
    forward(url, address, incoming, outgoing, isPage ? part : undefined);
    if (isPage) part = undefined;
  });
  // Playwright's own requests tunnel, even by http; what comes out of the tunnel is answered like any other.
  server.on("connect", (_request, socket) => {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    server.emit("connection", socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    cut(origin) {
      severed.add(origin);
      for (const [outgoing, to] of open) if (to === origin) outgoing.destroy();
    },
    mend: (origin) => void severed.delete(origin),
    holdBack(words) {
      const { promise: wanted, resolve } = Promise.withResolvers<void>();
      part = { words, wanted };
      return resolve;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      for (const outgoing of open.keys()) outgoing.destroy();
    },
  };
}

type Part = { words: string; wanted: Promise<void> };

function forward(url: URL, address: string, incoming: IncomingMessage, outgoing: ServerResponse, part?: Part): void {
  const { "proxy-connection": _, ...headers } = incoming.headers;
  // Words can be found in what isn't compressed.
  if (part) delete headers["accept-encoding"];
  const onward = request(url, {
    method: incoming.method,
    headers: { ...headers, "x-real-ip": address },
    // A connection kept open may be closed at the very moment it is used again.
    agent: false,
  });
  onward.on("response", (answer) => {
    const { connection: _, "keep-alive": __, ...rest } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, rest);
    outgoing.flushHeaders();
    if (part) pipeline(answer, inTwo(part), outgoing, () => {});
    else answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

/** All of a page up to the words, and the rest when it is wanted. */
function inTwo({ words, wanted }: Part) {
  return async function* (page: AsyncIterable<Buffer>) {
    const whole = await buffer(page);
    const at = whole.indexOf(words);
    if (at < 0) throw new Error(`no page with ${words}`);
    yield whole.subarray(0, at);
    await wanted;
    yield whole.subarray(at);
  };
}
