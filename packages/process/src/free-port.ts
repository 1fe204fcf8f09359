import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

// Below what Linux (32768), macOS and Windows (49152) hand out by themselves: a port from their range could be
// taken by anybody's outgoing connection before it is listened on. Above 10080, the last one that browsers refuse.
const usual = { first: 10_081, end: 32_768 };

/**
 * A TCP port on 127.0.0.1 that nothing listens on. No other caller of this function gets it for as long as this process
 * runs, so that it can be passed to a server that is still to be started. Throws when the range (`end` excluded) is used up.
 */
export async function freePort({ first, end } = usual): Promise<number> {
  const start = randomInt(first, end);
  for (let offset = 0; offset < end - first; offset++) {
    const port = first + ((start - first + offset) % (end - first));
    if ((await claim(port)) && !(await isUnusable(port))) return port;
  }
  throw new Error(`No port from ${first} to ${end - 1} is free.`);
}

/**
 * Claims a port among all processes that use this function: UDP and TCP have ports of their own, so a bound UDP socket
 * keeps others away without being in the way of the server. The system lets go of it when this process ends.
 */
async function claim(port: number): Promise<boolean> {
  const socket = createSocket("udp4").unref();
  try {
    socket.bind({ port, address: "127.0.0.1", exclusive: true });
    await once(socket, "listening");
    return true;
  } catch {
    socket.close();
    return false;
  }
}

/** Also true for a port that the system keeps to itself (Windows does, for containers). */
async function isUnusable(port: number): Promise<boolean> {
  return portTaken(port, "127.0.0.1").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EACCES") return true;
    throw error;
  });
}

/** Whether somebody listens there already. A host this machine doesn't have (no IPv6) isn't taken. */
export async function portTaken(port: number, host: string): Promise<boolean> {
  const server = createServer().listen({ port, host, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") return true;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return false;
}
