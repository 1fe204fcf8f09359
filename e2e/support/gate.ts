import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * Stands before a server, for those who are to find it away at times: closed, it ends every connection. It is closed
 * until it is opened for the first time.
 */
export async function startGate() {
  let target: URL | undefined;
  let refused: string | undefined;
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    if (!target) return void incoming.destroy();
    // A request without a body is one piece.
    incoming.on("data", (piece) => refused && `${piece}`.startsWith(refused) && incoming.destroy());
    const onward = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => open.delete(one) && other.destroy());
      one.pipe(other);
    }
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
    /** Ends the connection of each request that begins so. */
    refuse: (beginning: string | undefined) => {
      refused = beginning;
    },
    close,
    stop: () => {
      close();
      server.close();
    },
  };
}
