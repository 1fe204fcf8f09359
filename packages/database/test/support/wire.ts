import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The SQL in what a client sent: the texts of its Query (Q) and Parse (P) messages. */
function statements(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) {
    const kind = String.fromCharCode(bytes[at] ?? 0);
    const text = bytes.subarray(at + 5, at + 1 + bytes.readUInt32BE(at + 1)).toString();
    if (kind === "Q") found.push(text.split("\0")[0] ?? "");
    if (kind === "P") found.push(text.split("\0")[1] ?? "");
  }
  return found;
}

/**
 * A proxy before Postgres that, once `hold` was called, keeps every answer back until COMMIT came by:
 * whoever waits for an answer before COMMIT waits for ever.
 */
export async function wire(url: string) {
  const { port, hostname } = new URL(url);
  let holding = false;
  let sent: string[] = [];
  const raw: Buffer[] = [];
  const kept: { client: Socket; answer: Buffer }[] = [];
  const release = () => {
    holding = false;
    for (const { client, answer } of kept.splice(0)) client.write(answer);
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on("data", (chunk: Buffer) => {
      raw.push(chunk);
      const seen = holding ? statements(chunk) : [];
      sent.push(...seen);
      upstream.write(chunk);
      if (seen.includes("COMMIT")) release();
    });
    upstream.on("data", (chunk: Buffer) => void (holding ? kept.push({ client, answer: chunk }) : client.write(chunk)));
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    for (const socket of [client, upstream]) socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxied = new URL(url);
  proxied.port = String((server.address() as AddressInfo).port);
  return {
    url: proxied.href,
    hold() {
      holding = true;
      sent = [];
    },
    /** Sends what was kept back, and everything from now on. */
    release,
    /** The statements sent since `hold`. */
    sent: () => sent,
    /** All that was sent. */
    raw: () => Buffer.concat(raw).toString("latin1"),
    close: () => server.close(),
  };
}
