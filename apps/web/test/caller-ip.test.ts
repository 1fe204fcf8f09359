import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { stampPeerAddress } from "../src/auth/caller-ip.ts";
import { startIssuer } from "./support/issuer.ts";

test("a trusted header with anything but one address counts as the address that connected, and is warned of once", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const issuer = await startIssuer({ TRUSTED_IP_HEADER: "x-real-ip" });
  onTestFinished(async () => {
    warn.mockRestore();
    await issuer.stop();
  });
  /** The status of the eleventh sign-in of those that say where they come from; `peer` is what stampPeerAddress wrote. */
  const eleventh = async (peer: string, told: (attempt: number) => string) => {
    let status = 0;
    for (let attempt = 1; attempt <= 11; attempt += 1) {
      const headers = { "x-real-ip": told(attempt), "x-claimcheck-ip": peer };
      status = (await issuer.call("/sign-in/email", { body: {}, headers })).status;
      if (attempt <= 10) expect(status).toBe(400);
    }
    return status;
  };
  expect(await eleventh("198.18.4.1", (attempt) => `203.0.113.${attempt}, 198.18.0.1`)).toBe(429);
  expect(await eleventh("198.18.4.2", (attempt) => `203.0.113.${attempt}:80`)).toBe(429);
  // One address counts by itself, whatever connected.
  expect(await eleventh("198.18.4.1", (attempt) => `203.0.113.${attempt}`)).toBe(400);
  expect(warn.mock.calls).toEqual([[expect.stringContaining("TRUSTED_IP_HEADER: x-real-ip has several addresses")]]);
});

test("the address that connected is written into each request, over what the caller says", async () => {
  const seen: unknown[] = [];
  const server = createServer(({ headers }, response) => {
    seen.push(headers["x-claimcheck-ip"]);
    response.end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  stampPeerAddress();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const headers of [{}, { "x-claimcheck-ip": "203.0.113.7" }, { "X-Claimcheck-IP": "203.0.113.7" }])
    await (await fetch(url, { headers, signal: AbortSignal.timeout(5000) })).text();
  expect(seen).toEqual(Array(3).fill("127.0.0.1"));
});
