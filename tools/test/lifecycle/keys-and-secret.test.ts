import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Clone, makeClone } from "./clone.ts";

let clone: Clone;
beforeAll(async () => {
  clone = await makeClone();
});
afterAll(() => clone.remove());

async function run(command: string) {
  const launched = clone.launch("--silent", ...command.split(" "));
  const code = await launched.ended;
  return { code, output: launched.output() };
}
/** The keys as `keys list` prints them: id and state, the next to sign first. */
async function keys() {
  const { code, output } = await run("keys list");
  expect(code, output).toBe(0);
  return [...output.matchAll(/^([\w-]{36}) {2}EdDSA {2}(\w+)/gm)].map(([, id = "", state]) => ({
    id,
    state,
  }));
}
const secrets = () => {
  const { BETTER_AUTH_SECRETS = "" } = parseEnv(readFileSync(path.join(clone.folder, ".env"), "utf8"));
  return BETTER_AUTH_SECRETS.split(",").map((one) => one.split(":"));
};

test("the day the secret leaks, as the page says it, ends with a fresh secret and a fresh key", async () => {
  const [old] = await keys();
  expect(old?.state).toBe("signing");
  const [[, leaked = ""] = []] = secrets();

  const rotated = await run("secret rotate");
  expect(rotated.code, rotated.output).toBe(0);
  expect(secrets().map(([version]) => version)).toEqual(["2", "1"]);
  expect(secrets()[1]?.[1]).toBe(leaked);
  for (const [, value = ""] of secrets()) expect(rotated.output).not.toContain(value);
  expect(statSync(path.join(clone.folder, ".env")).mode & 0o777).toBe(0o600);

  const early = await run("secret drop 1");
  expect(early.code).toBe(1);
  expect(early.output).toContain(`The signing key ${old?.id} is encrypted under version 1`);

  expect((await run(`keys retire ${old?.id}`)).code).toBe(0);
  const [fresh, ...others] = await keys();
  expect(others).toEqual([]);
  expect(fresh?.state).toBe("signing");
  expect(fresh?.id).not.toBe(old?.id);

  expect((await run("secret drop 2")).output).toContain("Version 2 is in use");
  expect((await run("secret drop 7")).output).toContain("There is no version 7");
  expect((await run("secret drop 1")).code).toBe(0);
  expect(secrets().map(([version]) => version)).toEqual(["2"]);
  expect(await keys()).toEqual([fresh]);

  const asked = "select user_id, kind, detail::text from audit_event where kind = 'secret_rotated';\n";
  const history = clone.tell(asked, "--silent", "db", "psql");
  expect(await history.ended, history.output()).toBe(0);
  const told = history.output().match(/^.*secret_rotated.*$/gm);
  expect(told).toEqual([expect.stringMatching(/00000000-0000-0000-0000-000000000000.*\{"version": 2\}/)]);
});

test("keys rotate publishes one next key, however often it is asked", async () => {
  const [signing] = await keys();
  const first = await run("keys rotate");
  expect(first.output).toMatch(/^Published [\w-]{36}, which signs from /m);
  const again = await run("keys rotate");
  expect(again.output).toMatch(/^Already waiting: /m);
  expect((await keys()).map(({ state }) => state)).toEqual(["next", "signing"]);
  expect((await keys())[1]).toEqual(signing);
  expect((await run("keys retire no-such-key")).output).toContain("There is no key no-such-key");
});
