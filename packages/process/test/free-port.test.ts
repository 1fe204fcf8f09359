import { spawn } from "node:child_process";
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

test("processes that look for ports at the same time never get the same one, before anything listens on it", async () => {
  const range = { first: 9_000, end: 9_040 };
  const program = `
    import { freePort } from ${JSON.stringify(new URL("../src/free-port.ts", import.meta.url).href)};
    const range = ${JSON.stringify(range)};
    const ports = [];
    for (let count = 0; count < 8; count++) ports.push(await freePort(range));
    console.log(JSON.stringify(ports));
    process.stdin.resume();`;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  onTestFinished(() => {
    for (const { stdin } of children) stdin.end();
  });
  const ports = await Promise.all(
    children.map(async ({ stdout }) => JSON.parse(String((await once(stdout, "data"))[0]))),
  );
  expect(new Set(ports.flat()).size).toBe(32);
});

test("a range without a free port is an error", async () => {
  const range = { first: 9_050, end: 9_052 };
  await Promise.all([freePort(range), freePort(range)]);
  await expect(freePort(range)).rejects.toThrow("No port from 9050 to 9051 is free.");
});
