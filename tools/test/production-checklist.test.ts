import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { createTestDatabase } from "@claimcheck/database/testing/test-database";
import { SMTPServer } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";
import { readProduction } from "../diagnose/production/item.ts";
import { productionItems } from "../diagnose/production/items.ts";
import { root } from "../stack/parts.ts";
import { ownAddress } from "./support/tls.ts";

const page = readFileSync(path.join(root, "docs/production-checklist.md"), "utf8");
const rows = [...page.matchAll(/^\| (.+) \|$/gm)]
  .map(([, row = ""]) => row.split(" | "))
  .filter(([name]) => name !== "Item" && !name?.startsWith("---"));

test("the production checklist has each item of `pnpm diagnose --production` in its order, and no other", () => {
  expect(rows.map(([name, , , checked]) => [name, checked])).toEqual(
    productionItems.map(({ name, look }) => [name, look ? "yes" : "by hand"]),
  );
});

test("each line of the production checklist says what is to be so, and how to see it", () => {
  for (const [name, so, how] of rows) {
    expect(so, name).toMatch(/\w{3}/);
    expect(how, name).toMatch(/\w{3}/);
  }
});

test("no item has the name of another", () => {
  expect(new Set(productionItems.map(({ name }) => name)).size).toBe(productionItems.length);
});

const random = () => randomBytes(32).toString("hex");
const good = {
  BETTER_AUTH_URL: "https://tasks.claimcheck.dev",
  API_URL: "https://api.claimcheck.dev",
  BETTER_AUTH_SECRETS: `1:${random()}`,
  WEB_DATABASE_URL: `postgres://app_web:${random()}@127.0.0.1/claimcheck`,
  API_DATABASE_URL: `postgres://app_api:${random()}@127.0.0.1/claimcheck`,
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "no-reply@claimcheck.dev",
  TRUSTED_IP_HEADER: "x-real-ip",
};
const look = async (name: string, env: Record<string, string> = {}) =>
  productionItems.find((item) => item.name === name)?.look?.(readProduction({ ...good, ...env }));
const here = { BETTER_AUTH_URL: "https://localhost", API_URL: "https://api.localhost" };

test.each<[string, Record<string, string>, RegExp]>([
  ["public origins", { API_URL: "https://localhost:8000" }, /^API_URL is only this machine's/],
  ["public origins", { BETTER_AUTH_URL: "http://localhost:3000" }, /^BETTER_AUTH_URL isn't https/],
  ["secrets", { ...here, BETTER_AUTH_SECRETS: `1:${"x".repeat(32)}` }, /^the one in BETTER_AUTH_SECRETS stands in/],
  ["secrets", { API_DATABASE_URL: good.WEB_DATABASE_URL }, /have the same password/],
  ["token and session life", { ACCESS_TOKEN_LIFE: "16m" }, /16 minutes/],
  ["token and session life", { SESSION_LIFE: "31d" }, /31 days/],
  ["caller's address", { TRUSTED_IP_HEADER: "" }, /^TRUSTED_IP_HEADER is unset/],
  ["log level", { LOG_LEVEL: "silent" }, /^silent/],
  ["mail", { MAIL_FROM: "me@mail.example" }, /^MAIL_FROM is me@mail\.example/],
])("%s is told for %o", async (name, env, found) => {
  if (name !== "mail") await look(name);
  await expect(look(name, env)).rejects.toThrow(found);
});

/** On an address that isn't loopback: nobody listens in within this machine. */
async function listening(server: Server) {
  server.listen(0, ownAddress);
  await once(server, "listening");
  return `${ownAddress}:${(server.address() as AddressInfo).port}`;
}

test.skipIf(!ownAddress)("a mail server that speaks no TLS is told", async () => {
  const smtp = new SMTPServer({ disabledCommands: ["STARTTLS"], authOptional: true });
  smtp.on("error", () => {});
  onTestFinished(() => new Promise<void>((closed) => smtp.close(closed)));
  const SMTP_URL = `smtp://${await listening(smtp.server)}`;
  await expect(look("mail", { SMTP_URL })).rejects.toThrow(/STARTTLS/);
});

test.skipIf(!ownAddress)("a way to Postgres in the clear is told", async () => {
  const database = await createTestDatabase();
  const { port, hostname } = new URL(database.webUrl);
  const pipe = (from: Socket, to: Socket) => from.on("error", () => to.destroy()).pipe(to);
  const door = createServer((incoming) => {
    const onward = connect(Number(port), hostname);
    pipe(incoming, onward);
    pipe(onward, incoming);
  });
  onTestFinished(async () => {
    door.close();
    await database.drop();
  });
  const clear = new URL(database.webUrl);
  clear.host = await listening(door);
  const env = { WEB_DATABASE_URL: clear.href, API_DATABASE_URL: database.apiUrl };
  await expect(look("TLS to Postgres", env)).rejects.toThrow(/^WEB_DATABASE_URL goes to .* in the clear$/);
  expect(await look("database roles", env)).toBe("app_web and app_api own nothing and bypass nothing");
});
