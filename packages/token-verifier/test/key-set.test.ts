import type { JWK } from "jose";
import { beforeAll, expect, test } from "vitest";
import type { KeySetReason } from "../src/key-set-error.ts";
import { answer, type Behaviour, behaviours, startIssuer } from "../src/testing/issuer.ts";
import { beside, createClock, issuerForTest, refusal, verifierFor } from "./support.ts";

const point = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
const okp = (x: string): JWK => ({ kty: "OKP", crv: "Ed25519", kid: "weak", x });
const keys = (...list: unknown[]) => JSON.stringify({ keys: list });
const redirectTarget: { url: string; requests: () => number } = { url: "", requests: () => 0 };
beforeAll(async () => {
  const target = await startIssuer();
  redirectTarget.url = target.jwksUrl;
  redirectTarget.requests = () => target.requests;
  return () => target.stop();
});

const padding = `{"keys":[],"padding":"${"x".repeat(64 * 1024)}"}`;
const broken: [rule: string, reason: KeySetReason, behaviour: Behaviour][] = [
  ["a broken connection", "unreachable", behaviours.down],
  ["no answer in time", "timeout", behaviours.hang],
  ["a body that drips past the time", "timeout", behaviours.drip],
  ["a status of 500", "status", (response) => answer(response, "{}", { status: 500 })],
  [
    "good keys with a status of 404",
    "status",
    (response, keySet) => answer(response, keySet, { status: 404 }),
  ],
  [
    "a redirect",
    "redirect",
    (response) => answer(response, "", { status: 302, headers: { location: redirectTarget.url } }),
  ],
  [
    "good keys as HTML",
    "not_json",
    (response, keySet) => answer(response, keySet, { headers: { "content-type": "text/html" } }),
  ],
  ["text that isn't JSON", "not_json", (response) => answer(response, "<html>")],
  ["a list", "not_json", (response) => answer(response, "[]")],
  [
    "keys named twice",
    "not_json",
    (response, keySet) => answer(response, keySet.replace("{", '{"keys":[],')),
  ],
  ["more than 64 KiB with its length", "too_large", (response) => answer(response, padding)],
  [
    "more than 64 KiB without its length",
    "too_large",
    (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = Buffer.alloc(16 * 1024, " ");
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    },
  ],
  ["no keys member", "not_a_key_set", (response) => answer(response, "{}")],
  ["keys that are no list", "not_a_key_set", (response) => answer(response, '{"keys":{}}')],
  ["a key that is null", "not_a_key_set", (response) => answer(response, keys(null))],
  ["an empty set", "no_usable_key", (response) => answer(response, keys())],
  [
    "33 keys",
    "too_many_keys",
    (response) => answer(response, keys(...Array.from({ length: 33 }, () => okp("AA")))),
  ],
  ["a private key beside good ones", "private_key_published", beside({ ...okp("AA"), d: "AA" })],
  ["a shared secret beside good ones", "private_key_published", beside({ kty: "oct", k: "AA" })],
  [
    "a key id that is given twice",
    "duplicate_key_id",
    (response, keySet) => {
      const [key] = JSON.parse(keySet).keys;
      answer(response, keys(key, key));
    },
  ],
  [
    "only keys without a key id",
    "no_usable_key",
    (response, keySet) => {
      const [{ kid: _, ...key }] = JSON.parse(keySet).keys;
      answer(response, keys(key));
    },
  ],
  [
    "only keys with a strange key id",
    "no_usable_key",
    (response, keySet) => {
      const [key] = JSON.parse(keySet).keys;
      answer(response, keys({ ...key, kid: "../key" }));
    },
  ],
  [
    "only keys for encryption",
    "no_usable_key",
    (response, keySet) => {
      const [key] = JSON.parse(keySet).keys;
      answer(response, keys({ ...key, use: "enc" }));
    },
  ],
  [
    "only keys that may not verify",
    "no_usable_key",
    (response, keySet) => {
      const [key] = JSON.parse(keySet).keys;
      answer(response, keys({ ...key, key_ops: ["sign"] }));
    },
  ],
  ["an Ed25519 key of 31 bytes", "key_unsafe", beside(okp(point("11".repeat(31))))],
  ["an Ed25519 key with padding", "key_unsafe", beside(okp(`${point("11".repeat(32))}=`))],
  ["an Ed25519 key without x", "key_unsafe", beside({ kty: "OKP", crv: "Ed25519", kid: "weak" })],
  ...[
    ["zero", "00".repeat(32)],
    ["zero with sign", `${"00".repeat(31)}80`],
    ["identity", `01${"00".repeat(31)}`],
    ["identity with sign", `01${"00".repeat(30)}80`],
    ["minus one", `ec${"ff".repeat(30)}7f`],
    ["minus one with sign", `ec${"ff".repeat(31)}`],
    ["zero in another encoding", `ed${"ff".repeat(30)}7f`],
    ["identity in another encoding", `ee${"ff".repeat(30)}7f`],
    ["identity in another encoding with sign", `ee${"ff".repeat(31)}`],
    ["first of order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
    [
      "first of order 8 with sign",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    ],
    ["second of order 8", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"],
    [
      "second of order 8 with sign",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ],
  ].map(([name, hex]): (typeof broken)[number] => [
    `the Ed25519 point ${name}`,
    "key_unsafe",
    beside(okp(point(String(hex)))),
  ]),
];

const timing = { fetchTimeoutMs: 150 };

test.each(broken)("%s leaves the old keys in use (%s)", async (_rule, reason, behaviour) => {
  const issuer = await issuerForTest();
  const clock = createClock();
  const { verifier, events } = verifierFor(issuer, { timing, now: clock.now });
  const [one, other] = [
    await issuer.mint({ expiresIn: 3600 }),
    await issuer.mint({ expiresIn: 3600 }),
  ];
  const before = await verifier.verify(one);
  issuer.setBehaviour(behaviour);
  clock.pass(11 * 60_000);
  expect(await verifier.verify(one)).toEqual(before);
  expect((await verifier.verify(other)).userUuid).not.toBe(before.userUuid);
  expect(events.slice(1)).toMatchObject([
    { type: "keys_fetch_failed", reason, failures: 1 },
    { type: "keys_stale_used", ageMs: 11 * 60_000 },
  ]);
  expect(issuer.requests).toBe(2);
  expect(redirectTarget.requests()).toBe(0);
});

test.each(broken)(
  "%s at first is no keys, never a refused token (%s)",
  async (_rule, reason, behaviour) => {
    const issuer = await issuerForTest();
    issuer.setBehaviour(behaviour);
    const { verifier, events } = verifierFor(issuer, { timing });
    const error = await refusal(verifier.verify(await issuer.mint()));
    expect(error).toMatchObject({ code: "keys_unavailable", retryAfter: 1 });
    expect(events).toMatchObject([{ type: "keys_fetch_failed", reason }]);
    expect(verifier.ready).toBe(false);
  },
);
