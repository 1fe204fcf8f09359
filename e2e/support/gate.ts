import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";

/**
 * Stands before a server, for those who are to find it away at times: closed, it ends every connection. It is closed
 * until it is opened for the first time.
 */
export async function startGate() {
  let target: URL | undefined;
  const open = new Set<Socket>();
  let refusal: { beginning: string; done: PromiseWithResolvers<void> } | undefined;

  /** What goes on of what came in. A request without a body is one piece. */
  async function* passing(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      if (refusal && `${piece}`.startsWith(refusal.beginning)) return refusal.done.resolve();
      await refusal?.done.promise;
      yield piece;
    }
  }

  const server = createServer((incoming) => {
    if (!target) return void incoming.destroy();
    const onward = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => open.delete(one) && other.destroy());
    }
    pipeline(incoming, passing, onward, () => {});
    onward.pipe(incoming);
  });
  const close = () => {
    target = undefined;
    for (const socket of open) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (to: string) => {
      target = new URL(to);
    },
    /** Ends the connection of each request that begins so; the first time before any other goes on. */
    refuse: (beginning: string) => {
      refusal = { beginning, done: Promise.withResolvers() };
    },
    close,
    stop: () => {
      close();
      server.close();
    },
  };
}
