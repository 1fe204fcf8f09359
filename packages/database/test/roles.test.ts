import { expect, test } from "vitest";
import { assertLoopbackDatabase } from "../src/loopback.ts";
import { roleUrls } from "../src/roles.ts";

test("the apps' URLs are the owner's with their own role and a password derived from the owner's", () => {
  const { web, api } = roleUrls("postgres://owner:s%40cret@db.example:6000/app?sslmode=verify-full");
  expect(web).toMatch(/^postgres:\/\/app_web:[\w-]{43}@db\.example:6000\/app\?sslmode=verify-full$/);
  expect(api).toMatch(/^postgres:\/\/app_api:[\w-]{43}@db\.example:6000\/app\?sslmode=verify-full$/);
  expect(new URL(web).password).not.toBe(new URL(api).password);
  expect(roleUrls("postgres://other:s%40cret@localhost/b").web).toContain(new URL(web).password);
});

test("without an owner's password there is nothing to derive from", () => {
  expect(() => roleUrls("postgres://owner@localhost/app")).toThrow(
    /^DATABASE_URL has no password .* set WEB_DATABASE_URL and API_DATABASE_URL\.$/,
  );
});

test.each([
  "postgres://owner:x@localhost:5432/app",
  "postgres://owner:x@127.0.0.1/app",
  "postgres://owner:x@[::1]/app",
])("%s is on this machine", (url) => {
  expect(() => assertLoopbackDatabase(url, "Seeding")).not.toThrow();
});

test.each([
  "postgres://owner:secret@db.example/app",
  "postgres://owner:secret@localhost.example/app",
  "postgres://owner:secret@localhost/app?host=db.example",
  "postgres://owner:secret@localhost/app?hostaddr=10.0.0.1",
  "postgres:///app",
])("%s may be elsewhere, so demo data is refused", (url) => {
  expect(() => assertLoopbackDatabase(url, "Seeding")).toThrow(
    /^Seeding is refused: the database isn't on this machine\.$/,
  );
});
