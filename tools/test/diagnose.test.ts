import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { addPerson, withClient } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { expect, onTestFinished, test } from "vitest";
import { compareClock } from "../diagnose/finding.ts";
import { nodeFinding } from "../diagnose/node.ts";
import { diagnose } from "../diagnose.ts";
import { startMailCatcher } from "../mail/mail-catcher.ts";
import { checkSettings } from "../stack/checked-settings.ts";
import { type Bridge, startBridge } from "./support/bridge.ts";

const demo = { name: "Demo", email: "demo@claimcheck.example", password: "some-password" };

async function start() {
  const bridge = await startBridge();
  await addPerson(bridge.database, demo);
  const [smtpPort, uiPort] = await Promise.all([freePort(), freePort()]);
  const catcher = await startMailCatcher({ smtpPort, uiPort });
  onTestFinished(() => catcher.stop());
  const settings = { ...bridge.settings, MAIL_SMTP_PORT: `${smtpPort}`, MAIL_UI_PORT: `${uiPort}` };
  return { ...bridge, settings };
}

/** The names of the findings that aren't ok, with their mends. */
async function problems({ settings, database }: Bridge, more: Record<string, string> = {}) {
  const checked = checkSettings({
    ...settings,
    DATABASE_URL: database.ownerUrl,
    DEMO_EMAIL: demo.email,
    DEMO_PASSWORD: demo.password,
    ...more,
  });
  const findings = await diagnose(checked, { ...database, where: "test" });
  expect(findings.length).toBeGreaterThan(7);
  const bad = findings.filter(({ ok }) => !ok);
  for (const { mend } of bad) expect(mend).toMatch(/\w/);
  expect(JSON.stringify(findings)).not.toMatch(/eyJ|a-secret-for-tests|postgres:\/\/[^"]*:[^"]*@/);
  return bad.map(({ name }) => name);
}
const asOwner = ({ database }: Bridge, statement: string) =>
  withClient(database.ownerUrl, (client) => client.query(statement));

test("a stack that works has no problem, up to a real token all the way through", async () => {
  expect(await problems(await start())).toEqual([]);
});

test.each([
  ["row-level security", "alter table task disable row level security"],
  ["row-level security", "alter table task no force row level security"],
  ["migrations", "delete from drizzle.__drizzle_migrations where id > 2"],
  // As many as there are files, but one of the files isn't among them.
  ["migrations", "update drizzle.__drizzle_migrations set created_at = created_at + 1 where id = 3"],
])("%s is the one problem after: %s", async (name, statement) => {
  const bridge = await start();
  await asOwner(bridge, statement);
  expect(await problems(bridge)).toEqual([name]);
});

test("a role that may do more than log in is the one problem", async () => {
  const bridge = await start();
  // What it owns counts for this database alone; an attribute would stop the API of every other test.
  await asOwner(bridge, "create schema of_its_own authorization app_api");
  expect(await problems(bridge)).toEqual(["roles"]);
});

test("wrong settings are told by what they break", async () => {
  const bridge = await start();
  const other = { BETTER_AUTH_SECRETS: "1:another-secret-for-tests-that-is-not-theirs" };
  expect(await problems(bridge, other)).toEqual(["signing key"]);
  expect(await problems(bridge, { JWKS_URL: "http://127.0.0.1:9/jwks" })).toEqual(["JWKS", "a token, end to end"]);
  expect(await problems(bridge, { JWT_ALG: "ES256", JWT_ALGS: "ES256" })).toEqual(["JWKS", "a token, end to end"]);
  const { API_URL } = bridge.settings;
  expect(await problems(bridge, { API_URL: API_URL.replace("localhost", "127.0.0.1") })).toEqual(["audience"]);
  expect(await problems(bridge, { SMTP_URL: "smtp://127.0.0.1:9" })).toEqual(["mail"]);
  expect(await problems(bridge, { DEMO_PASSWORD: "not-the-password" })).toEqual(["a token, end to end"]);
});

test("apps that don't run are told, and nothing more is asked of them", async () => {
  const bridge = await start();
  const elsewhere = { BETTER_AUTH_URL: "http://localhost:9", API_URL: "http://localhost:19" };
  expect(await problems(bridge, elsewhere)).toEqual(["web app", "API"]);
});

test("an API that lets in another origin than the web app's is told", async () => {
  const bridge = await start();
  const { BETTER_AUTH_URL } = bridge.settings;
  expect(await problems(bridge, { BETTER_AUTH_URL: BETTER_AUTH_URL.replace("localhost", "127.0.0.1") })).toEqual([
    "CORS",
  ]);
});

test.each([
  ["never answers", () => {}, /^didn't answer within 3 s: it is slow or still starting$/],
  ["closes every connection", (socket: Socket) => void socket.destroy(), /^port \d+ is taken by something else$/],
  [
    "speaks HTTP",
    (socket: Socket) => void socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    /^something else answers at /,
  ],
])("another program that %s on the web app's port is named by what it does", async (_what, answer, found) => {
  const bridge = await start();
  const stranger = createServer(answer).listen(0, "127.0.0.1");
  await once(stranger, "listening");
  onTestFinished(() => void stranger.close());
  const WEB_PORT = String((stranger.address() as AddressInfo).port);
  const DATABASE_URL = bridge.database.ownerUrl;
  const settings = { ...bridge.settings, DATABASE_URL, BETTER_AUTH_URL: `http://127.0.0.1:${WEB_PORT}`, WEB_PORT };
  const findings = await diagnose(checkSettings(settings), { ...bridge.database, where: "test" });
  expect(findings.filter(({ ok }) => !ok)).toMatchObject([{ name: "web app", found: expect.stringMatching(found) }]);
});

test("a database that is away is told, and nothing more is asked of it", async () => {
  const bridge = await start();
  const ownerUrl = "postgres://owner:secret@127.0.0.1:9/claimcheck";
  const settings = checkSettings({ ...bridge.settings, DATABASE_URL: ownerUrl });
  const findings = await diagnose(settings, { ...bridge.database, ownerUrl, where: "test" });
  expect(findings[0]).toMatchObject({ name: "database", ok: false, found: expect.stringContaining("ECONNREFUSED") });
  expect(findings.map(({ name }) => name)).not.toContain("migrations");
  expect(JSON.stringify(findings)).not.toContain("secret@");
});

test("an older Node than the project's own is a problem", () => {
  expect(nodeFinding(process.versions.node)).toMatchObject({ ok: true });
  expect(nodeFinding("20.19.0")).toMatchObject({
    ok: false,
    found: expect.stringMatching(/^20\.19\.0, and this needs \d/),
  });
});

test("a clock more than five seconds away is a problem, in either direction", () => {
  for (const seconds of [-60, -7, 7, 60]) {
    expect(() => compareClock(new Date(Date.now() + seconds * 1000))).toThrow(/clock is -?\d+ s away/);
  }
  expect(compareClock(new Date())).toBe("0 s apart");
});
