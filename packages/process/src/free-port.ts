import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

// Below what Linux (32768), macOS and Windows (49152) hand out by themselves: a port from their range could be
// taken by anybody's outgoing connection before it is listened on. Above 10080, the last one that browsers refuse.
const [first, end] = [10_081, 32_768];
const given = new Set<number>();

/** A port on 127.0.0.1 that nobody listens on right now, and that this process wasn't given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, end);
    if (given.has(port)) continue;
    given.add(port);
    if (!(await unusable(port))) return port;
  }
}

/** Also true for a port that the system keeps to itself (Windows does, for containers). */
async function unusable(port: number): Promise<boolean> {
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
