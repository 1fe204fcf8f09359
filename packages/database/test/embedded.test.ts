import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startEmbedded } from "../src/embedded/start.ts";
import { withClient } from "../src/testing/test-database.ts";
import { codeOf } from "./support/code-of.ts";
import { makeFolder, read, start, write } from "./support/home.ts";

test("data stays between starts, with the same password", async () => {
  const folder = await makeFolder();
  const first = await start(folder);
  await write(first.ownerUrl, "Ada");
  await write(first.ownerUrl, "Ben");
  await first.stop();
  expect(await first.exited).toEqual({ code: 0, signal: null });
  const second = await start(folder);
  expect(new URL(second.ownerUrl).password).toBe(new URL(first.ownerUrl).password);
  expect(await read(second.ownerUrl)).toEqual(["Ada", "Ben"]);
});

test("it is there for this machine alone, and for its password alone", async () => {
  const postgres = await start(await makeFolder());
  const { rows } = await withClient(postgres.ownerUrl, (client) =>
    client.query(`SELECT current_setting('listen_addresses') AS addresses,
      current_setting('unix_socket_directories') AS sockets, current_setting('timezone') AS zone,
      current_setting('server_encoding') AS encoding,
      (SELECT bool_and(auth_method = 'scram-sha-256') FROM pg_hba_file_rules) AS scram`),
  );
  expect(rows).toEqual([{ addresses: "127.0.0.1", sockets: "", zone: "UTC", encoding: "UTF8", scram: true }]);
  const wrong = new URL(postgres.ownerUrl);
  wrong.password = "guess";
  expect(await codeOf(withClient(wrong.href, async () => {}))).toBe("28P01");
  const { mode } = statSync(join(postgres.folder, "password"));
  if (process.platform !== "win32") expect(mode & 0o777).toBe(0o600);
});

test("a second start on a live folder is refused in one line, and the first serves on", async () => {
  const folder = await makeFolder();
  const first = await start(folder);
  await write(first.ownerUrl, "Ada");
  await expect(start(folder)).rejects.toThrow(/^The database in .* is in use .*: stop that one first\.$/);
  expect(await read(first.ownerUrl)).toEqual(["Ada"]);
});

test("a port in use is one line that names its setting, and the folder stays free", async () => {
  const folder = await makeFolder();
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(start(folder, port)).rejects.toThrow(
    `Port ${port} is in use by another program: stop that one, or set EMBEDDED_POSTGRES_PORT to another port.`,
  );
  await start(folder);
});

describe("what can't be used is told in one line:", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "claimcheck-embedded-"));
    await (await startEmbedded({ folder, throwaway: true })).stop();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    [
      "data of another version",
      "data/PG_VERSION",
      "17\n",
      /^The data in .* is from Postgres 17, and this is Postgres 18: move or delete .*\.$/,
    ],
    [
      "a folder that is no data folder",
      "data/PG_VERSION",
      undefined,
      /^What is in .* isn't a Postgres data folder: move or delete .*\.$/,
    ],
    ["a lost password", "password", undefined, /^The password of .* is missing: put .* back, or move or delete .*\.$/],
    [
      "a wrong password",
      "password",
      "wrong",
      /^Postgres doesn't start: it doesn't take the password kept beside its data \(28P01\)\.$/,
    ],
    [
      "a wrong configuration",
      "data/postgresql.conf",
      "nonsense = 1\n",
      /^Postgres doesn't start on .*: configuration file .* contains errors$/,
    ],
  ])("%s", async (_, name, content, line) => {
    const file = join(folder, name);
    const held = await readFile(file);
    if (content === undefined) await rename(file, `${file}.away`);
    else await writeFile(file, content);
    onTestFinished(() => (content === undefined ? rename(`${file}.away`, file) : writeFile(file, held)));
    await expect(start(folder)).rejects.toThrow(line);
  });
});

test("what a start left half-made is cleared away", async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, "data.0123abcd", "base"), { recursive: true });
  await start(folder);
  expect(existsSync(join(folder, "data.0123abcd"))).toBe(false);
});

test("a mark left behind is no obstacle, though another process has its number by now", async () => {
  const folder = await makeFolder();
  const first = await start(folder);
  await write(first.ownerUrl, "Ada");
  await first.stop();
  const data = join(first.folder, "data");
  await writeFile(join(data, "postmaster.pid"), `${process.pid}\n${data}\n`);
  const second = await start(folder);
  expect(await read(second.ownerUrl)).toEqual(["Ada"]);
});
