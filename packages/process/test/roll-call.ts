import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";

/** A server that processes announce themselves to; a closed connection tells that one is gone. */
export async function rollCall() {
  const people = new Map<string, { here: PromiseWithResolvers<void>; gone: PromiseWithResolvers<void> }>();
  const person = (name: string) => {
    const known = people.get(name) ?? {
      here: Promise.withResolvers<void>(),
      gone: Promise.withResolvers<void>(),
    };
    people.set(name, known);
    return known;
  };
  const server = createServer((socket) => {
    socket.on("error", () => {});
    createInterface({ input: socket }).once("line", (name) => {
      person(name).here.resolve();
      socket.once("close", () => person(name).gone.resolve());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    here: (name: string) => person(name).here.promise,
    gone: (name: string) => person(name).gone.promise,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
