import { expect, test } from "vitest";
import { safeNext, signInPath } from "../src/lib/safe-next.ts";

test.each(["/tasks", "/tasks?page=2", "/a/b%20c"])("sign-in leads back to %s", (path) => {
  expect(safeNext(path)).toBe(path);
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/./\\evil.example",
  "/..//evil.example",
  "javascript:alert(1)",
  "/x%2Fy",
  "/%5cevil.example",
  "/sign-in/github?link",
  "/%73ign-in/github?link",
  "/sign-in?next=/tasks",
  "/api/auth/token",
  "/goodbye",
  "/g%6fodbye?x",
  "/account/download/tasks.csv",
  "/robots.txt",
  "/.well-known/security.txt",
  "tasks",
  "",
  undefined,
  ["/tasks"],
])("sign-in never leads to %j", (wanted) => {
  expect(safeNext(wanted)).toBe("/tasks");
});

test("the way back survives the address", () => {
  expect(signInPath("/tasks?a=1&b=2")).toBe("/sign-in?next=%2Ftasks%3Fa%3D1%26b%3D2");
});
