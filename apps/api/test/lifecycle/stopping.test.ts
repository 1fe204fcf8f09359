import { once } from "node:events";
import { connect } from "node:net";
import { withClient } from "@claimcheck/database/testing/test-database";
import { describe, expect, test } from "vitest";
import { request } from "../support/api.ts";
import { startProcess } from "../support/process.ts";

describe.skipIf(process.platform === "win32")("SIGTERM", () => {
  test("what is in flight is answered, what comes after is refused, and the exit code is 0", async () => {
    const api = await startProcess();
    const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
    const answer = await api.whileLocked("task", async (waiting) => {
      const inFlight = ada.call("POST", "/v1/tasks", { title: "In flight" });
      await waiting();
      // Half of a request, whose other half comes too late.
      const late = connect(api.port, "localhost");
      late.on("error", () => {});
      const answered = Promise.race([once(late, "data"), once(late, "close")]);
      late.write(`GET /v1/tasks HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${bob.token}\r\n`);
      await bob.call("GET", "/v1/me");
      api.child.kill("SIGTERM");
      const isUp = () => fetch(`${api.url}/livez`).then(Boolean, () => false);
      await expect.poll(isUp).toBe(false);
      late.write("\r\n");
      // Ended, or told that this instance stops.
      const [told] = (await answered) as [Buffer | boolean];
      if (Buffer.isBuffer(told)) expect(told.toString()).toMatch(/^HTTP\/1\.1 503 .*"unavailable"/s);
      return { inFlight };
    });
    expect((await answer.inFlight).status).toBe(201);
    expect(await api.exited).toEqual([0, null]);
  });

  test("for API_DRAIN_DELAY it says that it isn't ready, and answers everything all the same", async () => {
    const api = await startProcess({ API_DRAIN_DELAY: "2s" });
    const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
    const ready = async () => (await request(api.url, "GET", "/readyz")).status;
    expect(await ready()).toBe(200);
    api.child.kill("SIGTERM");
    await expect.poll(ready, { interval: 10 }).toBe(503);
    expect((await ada.call("POST", "/v1/tasks", { title: "Still" })).status).toBe(201);
    expect((await bob.call("GET", "/v1/tasks")).body.items).toEqual([]);
    expect(await api.exited).toEqual([0, null]);
  });

  test("what never ends is given up after 10 s", async () => {
    const api = await startProcess();
    const ada = await api.person("Ada");
    const stuck = connect(api.port, "localhost");
    stuck.on("error", () => {});
    // A body that is announced and doesn't come.
    stuck.write(
      `POST /v1/tasks HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${ada.token}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{`,
    );
    await expect.poll(() => request(api.url, "GET", "/livez").then(({ status }) => status)).toBe(200);
    const asked = performance.now();
    api.child.kill("SIGTERM");
    expect(await api.exited).toEqual([1, null]);
    const lasted = performance.now() - asked;
    // Time to be answered is what it had.
    expect(lasted).toBeGreaterThan(9000);
  });
});

describe.skipIf(process.platform === "win32")("kill -9", () => {
  test.each([
    ["an import", "task_tag", "/v1/tasks/import"],
    ["a batch", "audit_event", "/v1/tasks/batch"],
  ])("in the middle of %s leaves nothing of it", async (_what, table, path) => {
    const api = await startProcess();
    const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
    const ids = [];
    for (const title of ["one", "two"]) ids.push((await ada.call("POST", "/v1/tasks", { title })).body.id);
    await bob.call("POST", "/v1/tasks", { title: "Bob's" });
    const body = path.endsWith("batch")
      ? { action: "delete", ids }
      : { tasks: Array.from({ length: 3000 }, (_, at) => ({ title: `Row ${at}`, tags: ["new"] })) };
    await api.whileLocked(table, async (waiting) => {
      const cut = ada.call("POST", path, body).catch(() => "cut");
      await waiting();
      api.child.kill("SIGKILL");
      expect(await cut).toBe("cut");
    });
    await api.exited;
    const { rows } = await withClient(api.database.ownerUrl, (client) =>
      client.query("SELECT title, deleted_at FROM task UNION ALL SELECT name, NULL FROM tag ORDER BY title"),
    );
    expect(rows).toEqual(["Bob's", "one", "two"].map((title) => ({ title, deleted_at: null })));
  });
});
