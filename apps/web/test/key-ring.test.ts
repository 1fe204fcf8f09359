import { withClient } from "@claimcheck/database/testing/test-database";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { signUp, startIssuer, tokenOf } from "./support/issuer.ts";

async function start(env: Record<string, string> = {}, given?: Parameters<typeof startIssuer>[1]) {
  const issuer = await startIssuer(env, given);
  onTestFinished(() => issuer.stop());
  const database = given ?? issuer.database;
  return {
    ...issuer,
    /** As if that much time had passed for the keys. */
    pass: (seconds: number) =>
      withClient(database.ownerUrl, (client) =>
        client.query(
          "update jwks set signs_from = signs_from - make_interval(secs => $1), created_at = created_at - make_interval(secs => $1)",
          [seconds],
        ),
      ),
    states: async () => (await issuer.keys.list()).map(({ state }) => state),
    published: async () => {
      const { keys } = await (await issuer.call("/jwks")).json();
      return (keys as { kid: string; alg: string }[]).map(({ kid }) => kid);
    },
  };
}
const kidOf = async (call: Parameters<typeof tokenOf>[0], person: Parameters<typeof tokenOf>[1]) =>
  (await tokenOf(call, person)).header.kid;
const lead = 20 * 60;
const life = 5 * 60;

test("a rotation publishes, signs after the lead, and retires after the last token", async () => {
  const { call, mailsTo, keys, states, pass, published } = await start();
  const [ada, bob] = [await signUp({ call, mailsTo }, "Ada"), await signUp({ call, mailsTo }, "Bob")];
  const old = await kidOf(call, ada);
  expect(await keys.rotate()).toBe(true);
  expect(await states()).toEqual(["next", "signing"]);
  const [next] = await published();
  expect(await published()).toEqual([next, old]);
  expect([await kidOf(call, ada), await kidOf(call, bob)]).toEqual([old, old]);

  await pass(lead - 5);
  expect(await kidOf(call, ada)).toBe(old);
  await pass(6);
  expect(await states()).toEqual(["signing", "retiring"]);
  expect([await kidOf(call, ada), await kidOf(call, bob)]).toEqual([next, next]);
  expect(await published()).toEqual([next, old]);

  await pass(life + 5);
  expect(await keys.step()).toEqual([]);
  await pass(10);
  expect(await states()).toEqual(["signing", "retired"]);
  // Unpublished by the clock alone, also where no step has run yet.
  expect(await published()).toEqual([next]);
  expect(await keys.step()).toEqual([old]);
  expect(await states()).toEqual(["signing"]);
});

test("eight rotations and steps at once, from two processes' pools, make one next key", async () => {
  const one = await start();
  const other = await start({}, one.database);
  await one.keys.step();
  const made = await Promise.all(Array.from({ length: 8 }, (_, at) => (at % 2 ? one : other).keys.rotate()));
  await Promise.all([one.keys.step(), other.keys.step()]);
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await one.states()).toEqual(["next", "signing"]);
});

test("a step does nothing while nothing is due, and replaces a key of the interval's age", async () => {
  const { keys, states, pass } = await start({ KEY_ROTATION_INTERVAL: "30d" });
  await keys.step();
  await pass(29 * 86_400);
  await keys.step();
  expect(await states()).toEqual(["signing"]);
  await pass(86_400);
  await keys.step();
  await keys.step();
  expect(await states()).toEqual(["next", "signing"]);
});

test.each([
  ["ES256", { kty: "EC", crv: "P-256", alg: "ES256" }],
  ["RS256", { kty: "RSA", alg: "RS256" }],
])("another JWT_ALG (%s) is a rotation: the old key signs until the lead is over", async (alg, form) => {
  const before = await start();
  const ada = await signUp(before, "Ada");
  const old = await kidOf(before.call, ada);
  const { keys, call, states, pass } = await start({ JWT_ALG: alg }, before.database);
  await keys.step();
  await keys.step();
  expect(await states()).toEqual(["next", "signing"]);
  expect((await tokenOf(call, ada)).header).toMatchObject({ alg: "EdDSA", kid: old });
  await pass(lead + 1);
  expect((await tokenOf(call, ada)).header.alg).toBe(alg);
  const published = (await keys.publicKeys()) as { alg: string }[];
  expect(published[0]).toMatchObject(form);
  expect(JSON.stringify(published)).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/);
});

test("retiring the key that signs puts another in its place at once, the published next one first", async () => {
  const { call, mailsTo, keys, published } = await start();
  const ada = await signUp({ call, mailsTo }, "Ada");
  const first = String(await kidOf(call, ada));
  expect(await keys.retire("no-such-key")).toBe(false);
  expect(await keys.retire(first)).toBe(true);
  const second = String(await kidOf(call, ada));
  expect(await published()).toEqual([second]);
  await keys.rotate();
  const [third] = await published();
  expect(await keys.retire(second)).toBe(true);
  expect(await kidOf(call, ada)).toBe(third);
  expect(await published()).toEqual([third]);
});

const [first, second] = ["1:a-secret-for-tests-that-protects-nothing", "2:another-secret-for-tests-of-no-value!"];

test("a new secret before the old one: the same key signs on, and sessions end", async () => {
  const before = await start({ BETTER_AUTH_SECRETS: first });
  const ada = await signUp(before, "Ada");
  const kid = await kidOf(before.call, ada);
  const after = await start({ BETTER_AUTH_SECRETS: `${second},${first}` }, before.database);
  await after.keys.assertReadable();
  expect((await after.call("/token", { cookie: ada.cookie })).status).toBe(401);
  expect(await kidOf(after.call, await signUp(after, "Bob"))).toBe(kid);
});

test("a new secret without the old one: 503, the start names the mend, and each mend works", async () => {
  const before = await start({ BETTER_AUTH_SECRETS: first });
  const ada = await signUp(before, "Ada");
  const kid = String(await kidOf(before.call, ada));
  const after = await start({ BETTER_AUTH_SECRETS: second }, before.database);
  const bob = await signUp(after, "Bob");
  const refused = await after.call("/token", { cookie: bob.cookie });
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { code: "UNAVAILABLE", message: "Not available right now" },
  ]);
  await expect(after.keys.assertReadable()).rejects.toThrow(
    `BETTER_AUTH_SECRETS is wrong: none of its versions decrypts the signing key ${kid}; put the old version back behind the new one, or run \`pnpm keys retire ${kid}\`.`,
  );

  const mended = await start({ BETTER_AUTH_SECRETS: `${second},${first}` }, before.database);
  expect(await kidOf(mended.call, bob)).toBe(kid);
  await after.keys.retire(kid);
  await after.keys.assertReadable();
  expect(await kidOf(after.call, bob)).not.toBe(kid);
});

test("a lead that isn't longer than the keys are cached is refused with the sum", () => {
  const env = {
    BETTER_AUTH_SECRETS: first,
    WEB_DATABASE_URL: "postgres://app_web:x@127.0.0.1:1/claimcheck",
  };
  expect(() => readConfig({ ...env, KEY_ROTATION_LEAD: "15m" })).toThrow(/^KEY_ROTATION_LEAD is wrong: .*\(900s\)\.$/);
  expect(() => readConfig({ ...env, KEY_ROTATION_LEAD: "16m" })).not.toThrow();
  expect(() => readConfig({ ...env, JWKS_REFRESH: "1h" })).toThrow("KEY_ROTATION_LEAD");
});

test("removing the key that signs, again and again from two pools, never leaves more than one that does", async () => {
  const one = await start();
  const other = await start({}, one.database);
  const ada = await signUp(one, "Ada");
  for (let round = 0; round < 5; round += 1) {
    const kid = String(await kidOf(one.call, ada));
    await Promise.all([one.keys.retire(kid), other.keys.retire(kid), kidOf(other.call, ada)]);
    expect(await one.states()).toEqual(["signing"]);
  }
});
