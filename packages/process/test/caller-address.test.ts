import { expect, test } from "vitest";
import { createAddressReader } from "../src/caller-address.ts";

const reader = () => {
  const lines: string[] = [];
  return { read: createAddressReader("x-real-ip", (line) => lines.push(line)), lines };
};

test.each(["203.0.113.7", " 203.0.113.7 ", "2001:db8::1", "2001:DB8::1", "::ffff:203.0.113.7"])(
  "exactly one address counts: %j",
  (value) => {
    const { read, lines } = reader();
    expect(read(value)).toBe(value.trim());
    expect(lines).toEqual([]);
  },
);

test.each([
  ["203.0.113.7, 198.18.0.1", "has several addresses"],
  ["203.0.113.7,203.0.113.7", "has several addresses"],
  ["203.0.113.7:4711", "is no IP address"],
  ["[2001:db8::1]", "is no IP address"],
  ["fe80::1%eth0", "is no IP address"],
  ["203.0.113.07", "is no IP address"],
  ["localhost", "is no IP address"],
  ["unknown", "is no IP address"],
  ["", "is missing"],
  [undefined, "is missing"],
  [null, "is missing"],
])("nothing else counts, and it is warned of once, without the value: %j", (value, found) => {
  const { read, lines } = reader();
  expect([read(value), read(value), read("a, b"), read("203.0.113.9")]).toEqual([
    undefined,
    undefined,
    undefined,
    "203.0.113.9",
  ]);
  expect(lines).toEqual([expect.stringContaining(`TRUSTED_IP_HEADER: x-real-ip ${found}`)]);
  expect(lines.join()).not.toContain("203");
});
