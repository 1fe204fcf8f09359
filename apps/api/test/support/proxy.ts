import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Leads each URL through a way that can be cut and mended, all together: what goes through breaks, new calls are refused. */
export async function proxyBefore(...urls: URL[]) {
  const proxies = await Promise.all(
    urls.map(async (url) => {
      const proxy = await startProxy(new URL(url));
      url.port = String(proxy.port);
      return proxy;
    }),
  );
  return {
    cut: () => Promise.all(proxies.map(({ cut }) => cut())),
    mend: () => Promise.all(proxies.map(({ mend }) => mend())),
  };
}

async function startProxy(target: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    const callee = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(port),
  };
}
