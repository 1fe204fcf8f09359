import { expect, test } from "vitest";
import { databaseUrl } from "../src/database-url.ts";
import * as field from "../src/fields.ts";
import { isLoopback } from "../src/loopback.ts";
import { plainSecret, versionedSecrets } from "../src/secrets.ts";

const about = "";
const fields = {
  origin: field.origin({ about }),
  internalUrl: field.internalUrl({ about }),
  port: field.port({ about }),
  host: field.host({ about }),
  headerName: field.headerName({ about }),
  duration: field.duration({ about, min: "30s", max: "1h" }),
  databaseUrl: databaseUrl({ about }),
  oneOf: field.oneOf({ about, values: ["info", "warn"] }),
  flag: field.flag({ about }),
  count: field.count({ about, min: 1, max: 600 }),
  someOf: field.someOf({ about, values: ["EdDSA", "ES256"] }),
  uris: field.uris({ about }),
  plainSecret: plainSecret({ about }),
  versionedSecrets: versionedSecrets({ about }),
};
const [long, other] = ["a".repeat(32), "b".repeat(40)];

test.each<[keyof typeof fields, string, unknown]>([
  ["origin", "https://app.example/", "https://app.example"],
  ["origin", "http://localhost:3000", "http://localhost:3000"],
  ["internalUrl", "http://web:3000/api/", "http://web:3000/api"],
  ["port", "65535", 65_535],
  ["host", "0.0.0.0", "0.0.0.0"],
  ["host", "::1", "::1"],
  ["headerName", "X-Real-IP", "x-real-ip"],
  ["duration", "30s", 30],
  ["duration", "5m", 300],
  ["duration", "1h", 3600],
  ["databaseUrl", "postgres://me:x@db/app", "postgres://me:x@db/app"],
  ["databaseUrl", "postgres://me@db/app?sslmode=verify-full", "postgres://me@db/app?sslmode=verify-full"],
  ["databaseUrl", "postgres://me@db/app?sslmode=disable", "postgres://me@db/app?sslmode=disable"],
  ["oneOf", "warn", "warn"],
  ["count", "600", 600],
  ["someOf", "EdDSA", ["EdDSA"]],
  ["someOf", "EdDSA, ES256", ["EdDSA", "ES256"]],
  ["uris", "https://a.example, urn:b", ["https://a.example", "urn:b"]],
  ["uris", `urn:${"x".repeat(196)}`, [`urn:${"x".repeat(196)}`]],
  ["flag", "true", true],
  ["flag", "false", false],
  ["plainSecret", long, long],
  ["versionedSecrets", `1:${long}`, [{ version: 1, value: long }]],
  [
    "versionedSecrets",
    `2:${other}, 1:${long}`,
    [
      { version: 2, value: other },
      { version: 1, value: long },
    ],
  ],
])("%s takes %s", (name, text, value) => {
  expect(fields[name].schema.parse(text)).toEqual(value);
});

test.each<[keyof typeof fields, string]>([
  ["databaseUrl", "postgres://me@db/app?sslmode=require"],
  ["databaseUrl", "postgres://me@db/app?sslmode=verify_full"],
  ["databaseUrl", "postgres://me@db/app?sslmode=verify-full&sslrootcert=/nowhere/ca.crt"],
  ["origin", "http://app.example"],
  ["origin", "http://localhost.example"],
  ["origin", "https://app.example/path"],
  ["origin", "https://user@app.example"],
  ["origin", "app.example"],
  ["internalUrl", "file:///etc/passwd"],
  ["port", "0"],
  ["port", "65536"],
  ["port", "80a"],
  ["port", "-1"],
  ["host", "a b"],
  ["headerName", "x real"],
  ["duration", "900"],
  ["duration", "29s"],
  ["duration", "61m"],
  ["duration", "0s"],
  ["duration", "1.5h"],
  ["databaseUrl", "mysql://me@db/app"],
  ["databaseUrl", "postgres://db/app"],
  ["oneOf", "loud"],
  ["count", "0"],
  ["count", "601"],
  ["count", "1.5"],
  ["someOf", "HS256"],
  ["someOf", "EdDSA,"],
  ["uris", "reports"],
  ["uris", `https://a.example,urn:${"x".repeat(197)}`],
  ["uris", "https://a.example,,https://b.example"],
  ["flag", "yes"],
  ["plainSecret", "short"],
  ["versionedSecrets", long],
  ["versionedSecrets", "1:short"],
  ["versionedSecrets", `1:${long},1:${other}`],
])("%s refuses %s", (name, text) => {
  expect(fields[name].schema.safeParse(text).success).toBe(false);
});

test.each([
  ["http://localhost:3000", true],
  ["http://app.localhost", true],
  ["http://127.0.0.1", true],
  ["http://127.1", true],
  ["http://[::1]:8000", true],
  ["http://localhost.example", false],
  ["http://127.0.0.1.example", false],
  ["http://10.0.0.1", false],
  ["http://0.0.0.0", false],
])("whether %s is this machine: %s", (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});
