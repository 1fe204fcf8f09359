import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";

type Headers = Record<string, string | string[] | undefined>;
/** What a proxy that is set up badly does: changes an answer's headers, answers by itself, or lets http in. */
export type Fault = {
  headers?: (headers: Headers) => Headers;
  answers?: Record<string, string>;
  plainHttp?: boolean;
};

const tlsHandshake = 22;

/** The proxy before an app: ends TLS, says whose address it is, passes the rest on; http gets a redirect. */
export async function startHttpsProxy(host: string, tls: { cert: Buffer; key: Buffer }) {
  let target = 0;
  let fault: Fault = {};
  const asked: string[] = [];
  function pass(incoming: IncomingMessage, outgoing: ServerResponse) {
    asked.push(incoming.url ?? "");
    const own = fault.answers?.[incoming.url ?? ""];
    if (own !== undefined) return void outgoing.setHeader("content-type", "application/json").end(own);
    const headers = { ...incoming.headers, "x-real-ip": incoming.socket.remoteAddress };
    const onward = request({ host, port: target, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, fault.headers?.(answer.headers) ?? answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  }
  const secure = createSecureServer(tls, pass);
  const plain = createServer((incoming, outgoing) => {
    if (fault.plainHttp) return pass(incoming, outgoing);
    outgoing.writeHead(308, { location: `${url}${incoming.url}` }).end();
  });
  // Both on one port, told apart by their first byte.
  const door = createTcpServer((socket) =>
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit("connection", socket);
      process.nextTick(() => socket.resume());
    }),
  );
  door.listen(0, host);
  await once(door, "listening");
  const url = `https://${host}:${(door.address() as AddressInfo).port}`;
  return {
    url,
    /** The paths that anybody asked it for, in their order. */
    asked,
    leadTo: (port: number) => {
      target = port;
    },
    /** For as long as `work` runs. */
    async faulty<T>(wrong: Fault, work: () => Promise<T>): Promise<T> {
      fault = wrong;
      return work().finally(() => {
        fault = {};
      });
    },
    stop: () => {
      secure.closeAllConnections();
      plain.closeAllConnections();
      door.close();
    },
  };
}
