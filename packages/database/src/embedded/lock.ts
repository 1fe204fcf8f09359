import { once } from "node:events";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedError } from "./error.ts";
import { placeHash } from "./place.ts";

/**
 * Holds a folder for this process until `release`, or until the process ends in whatever way: the lock is
 * a local socket, so that none is left behind. Throws when a live process holds the folder.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const name = `claimcheck-${await placeHash(folder)}`;
  const path =
    platform() === "win32"
      ? `\\\\.\\pipe\\${name}`
      : platform() === "linux"
        ? `\0${name}`
        : join(tmpdir(), `${name}.sock`);
  let server = await listen(path);
  if (!server && path.endsWith(".sock") && !(await answers(path))) {
    await unlink(path);
    server = await listen(path);
  }
  if (!server) {
    throw new EmbeddedError(
      `The database in ${folder} is in use by another start that still runs: stop that one first.`,
    );
  }
  server.unref();
  return () => void server.close();
}

async function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).listen(path);
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
