import { beforeEach, expect, test, vi } from "vitest";
import { appName } from "../src/auth/cookie-prefix.ts";
import { lastSearch, rememberSearch } from "../src/features/admin/search.ts";
import { forgetMail, lastMail, rememberMail } from "../src/features/auth/sent-mail.ts";
import { visitorTheme } from "../src/features/theme/visitor-theme.ts";
import { chooseSingleKeys, chooseTheme } from "../src/lib/preference-actions.ts";

type Cookie = { name: string; value: string; maxAge: number };
const { jar, settings } = vi.hoisted(() => ({ jar: new Map<string, Cookie>(), settings: { BETTER_AUTH_URL: "" } }));
// Both belong to a server of Next that runs; these say what the functions ask it to set.
vi.mock("server-only", () => ({}));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => jar.get(name),
    set: (cookie: Cookie) => jar.set(cookie.name, cookie),
  }),
}));
vi.mock("../src/auth/issuer.ts", () => ({ getIssuer: () => ({ config: settings }) }));
vi.mock("../src/auth/visitor.ts", () => ({ getVisitor: async () => undefined }));
beforeEach(() => jar.clear());

const form = (name: string, value: string) => {
  const fields = new FormData();
  fields.set(name, value);
  return fields;
};

test.each([
  ["https://claimcheck.example", "__Host-", true],
  ["http://localhost:4310", "", false],
])("at %s each cookie of the pages’ own is called %s… and goes over https only: %s", async (url, prefix, secure) => {
  settings.BETTER_AUTH_URL = url;
  const names = ["theme", "keys", "people", `${appName}.sent_mail`].map((name) => `${prefix}${name}`);
  await chooseTheme(form("theme", "dark"));
  await chooseSingleKeys(form("keys", "off"));
  await rememberSearch("ada@");
  await rememberMail({ kind: "verify", email: "ada@claimcheck.example", next: "/tasks" });
  expect([...jar.keys()]).toEqual(names);
  for (const cookie of jar.values()) {
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", secure });
    expect(cookie.maxAge).toBeGreaterThan(0);
  }
  // Found again under that name …
  expect(await visitorTheme()).toBe("dark");
  expect(await lastSearch()).toBe("ada@");
  expect(await lastMail()).toMatchObject({ kind: "verify", email: "ada@claimcheck.example" });

  // … and taken away under it, with what a browser asks of whoever sets such a cookie.
  await chooseTheme(form("theme", "system"));
  await chooseSingleKeys(form("keys", "on"));
  await rememberSearch("");
  await forgetMail();
  expect([...jar.keys()]).toEqual(names);
  for (const cookie of jar.values()) expect(cookie).toMatchObject({ value: "", maxAge: 0, secure, path: "/" });
  expect(await lastMail()).toBeUndefined();
});

test.each([
  ["https://claimcheck.example", "theme"],
  ["https://claimcheck.example", "__Secure-theme"],
  ["http://localhost:4310", "__Host-theme"],
])("at %s a cookie called %s is nobody’s", async (url, name) => {
  settings.BETTER_AUTH_URL = url;
  jar.set(name, { name, value: "dark", maxAge: 1 });
  expect(await visitorTheme()).toBeUndefined();
});
