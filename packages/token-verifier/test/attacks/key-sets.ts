import type { JWK } from "jose";
import type { KeySetReason } from "../../src/key-set-error.ts";
import { answer, type Behaviour, behaviours, startIssuer } from "../../src/testing/issuer.ts";
import { beside } from "../support.ts";

const point = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
const okp = (x: string): JWK => ({ kty: "OKP", crv: "Ed25519", kid: "weak", x });
const keys = (...list: unknown[]) => JSON.stringify({ keys: list });
/** Where a redirecting key server sends people; nobody may ever arrive. */
export const redirectTarget = await startIssuer();

const padding = `{"keys":[],"padding":"${"x".repeat(64 * 1024)}"}`;
/** What a key server may answer that must never replace good keys. */
export const brokenKeySets: [rule: string, reason: KeySetReason, behaviour: Behaviour][] = [
  ["a broken connection", "unreachable", behaviours.down],
  ["no answer in time", "timeout", behaviours.hang],
  ["a body that drips past the time", "timeout", behaviours.drip],
  ["a status of 500", "status", (response) => answer(response, "{}", { status: 500 })],
  ["good keys with a status of 404", "status", (response, keySet) => answer(response, keySet, { status: 404 })],
  [
    "a redirect",
    "redirect",
    (response) => answer(response, "", { status: 302, headers: { location: redirectTarget.jwksUrl } }),
  ],
  [
    "good keys as HTML",
    "not_json",
    (response, keySet) => answer(response, keySet, { headers: { "content-type": "text/html" } }),
  ],
  ["text that isn't JSON", "not_json", (response) => answer(response, "<html>")],
  ["a list", "not_json", (response) => answer(response, "[]")],
  ["keys named twice", "not_json", (response, keySet) => answer(response, keySet.replace("{", '{"keys":[],'))],
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
  ["33 keys", "too_many_keys", (response) => answer(response, keys(...Array.from({ length: 33 }, () => okp("AA"))))],
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
    ["first of order 8 with sign", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"],
    ["second of order 8", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"],
    ["second of order 8 with sign", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"],
  ].map(([name, hex]): (typeof brokenKeySets)[number] => [
    `the Ed25519 point ${name}`,
    "key_unsafe",
    beside(okp(point(String(hex)))),
  ]),
];
