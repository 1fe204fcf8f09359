import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort, portTaken } from "../src/free-port.ts";

test("a free port is free until somebody listens on it", async () => {
  const port = await freePort();
  expect(await portTaken(port, "127.0.0.1")).toBe(false);
  const server = createServer().listen(port, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  expect(await portTaken(port, "127.0.0.1")).toBe(true);
});

test("an address this machine doesn't have isn't taken", async () => {
  // RFC 5737: for documentation, assigned to nobody.
  expect(await portTaken(await freePort(), "192.0.2.1")).toBe(false);
});

test("a free port is none that the system hands out by itself, and never given twice", async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort));
  expect(new Set(ports).size).toBe(200);
  // Linux' range begins at 32768, that of macOS and Windows at 49152.
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
