import { request } from "node:http";
import { freePort } from "@claimcheck/process/free-port";
import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { readMail } from "../mail/mail.ts";
import { startMailCatcher } from "../mail/mail-catcher.ts";
import { createMailStore } from "../mail/mail-store.ts";

async function start() {
  const [smtpPort, uiPort] = await Promise.all([freePort(), freePort()]);
  const catcher = await startMailCatcher({ smtpPort, uiPort });
  onTestFinished(() => catcher.stop());
  const transport = createTransport(catcher.smtpUrl);
  onTestFinished(() => transport.close());
  const send = (mail: object) => transport.sendMail({ from: "Claimcheck <no-reply@claimcheck.example>", ...mail });
  const get = (path: string, init?: RequestInit) => fetch(`${catcher.apiUrl}${path}`, init);
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it looks for
  const json = async (path: string): Promise<any> => (await get(path)).json();
  return { ...catcher, smtpPort, uiPort, send, get, json };
}

const toAda = {
  to: "Ada <ada@claimcheck.example>",
  subject: "Grüße",
  text: "Hello\n\nAda",
  html: "<p>Hello <b>Ada</b></p>",
};
const toBob = { to: "bob@claimcheck.example", subject: "Your link", text: "https://claimcheck.example/verify?token=b" };

test("mails of two people are listed newest first, with Mailpit's names, and each is found by its own address", async () => {
  const { send, json } = await start();
  await send(toAda);
  await send(toBob);
  const list = await json("/api/v1/messages");
  expect(list).toMatchObject({ total: 2, unread: 2, count: 2, messages_count: 2, start: 0 });
  expect(list.messages).toMatchObject([
    { To: [{ Name: "", Address: "bob@claimcheck.example" }], Snippet: toBob.text },
    {
      From: { Name: "Claimcheck", Address: "no-reply@claimcheck.example" },
      To: [{ Name: "Ada", Address: "ada@claimcheck.example" }],
      Subject: "Grüße",
      Snippet: "Hello Ada",
      Read: false,
      Created: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
  for (const query of ["to:ada@claimcheck.example", 'subject:"Grüße" hello', "ADA"]) {
    const found = await json(`/api/v1/search?query=${encodeURIComponent(query)}`);
    expect(found.messages.map(({ Subject }: { Subject: string }) => Subject)).toEqual(["Grüße"]);
  }
  expect(await json("/api/v1/messages?start=1&limit=1")).toMatchObject({ total: 2, count: 1, start: 1 });
});

test("the latest mail of a query is the latest to that address, whoever got one since", async () => {
  const { send, json, get } = await start();
  await send(toAda);
  await send(toBob);
  const query = `query=${encodeURIComponent('to:"ada@claimcheck.example"')}`;
  expect(await json(`/api/v1/message/latest?${query}`)).toMatchObject({ Subject: toAda.subject });
  expect(await (await get(`/view/latest?${query}`)).text()).not.toContain(toBob.subject);
  expect(await json("/api/v1/message/latest")).toMatchObject({ Subject: toBob.subject });
});

test("a message has both its parts, its headers and its source; reading it marks it read", async () => {
  const { send, json, get } = await start();
  await send({ ...toAda, bcc: "eve@claimcheck.example" });
  const message = await json("/api/v1/message/latest");
  expect(message).toMatchObject({ Text: "Hello\n\nAda\n", Bcc: [{ Address: "eve@claimcheck.example" }] });
  expect(message.HTML).toContain("<b>Ada</b>");
  expect(await json("/api/v1/messages")).toMatchObject({ total: 1, unread: 0 });
  const headers = await json(`/api/v1/message/${message.ID}/headers`);
  expect(headers.From).toEqual(["Claimcheck <no-reply@claimcheck.example>"]);
  expect(await (await get(`/api/v1/message/${message.ID}/raw`)).text()).toContain("multipart/alternative");
});

test("mails are removed, by id or all", async () => {
  const { send, json, get } = await start();
  await send(toAda);
  await send(toBob);
  const { ID } = await json("/api/v1/message/latest");
  await get("/api/v1/messages", { method: "DELETE", body: JSON.stringify({ IDs: [ID] }) });
  expect((await get(`/api/v1/message/${ID}`)).status).toBe(404);
  expect(await json("/api/v1/messages")).toMatchObject({ total: 1 });
  await get("/api/v1/messages", { method: "DELETE" });
  expect(await json("/api/v1/messages")).toMatchObject({ total: 0, messages: [] });
});

test("a mail over 1 MiB is refused, told beforehand or not, and the next one is taken", async () => {
  const { send, json } = await start();
  const text = "x".repeat(2 * 1024 * 1024);
  await expect(send({ ...toAda, text })).rejects.toMatchObject({ responseCode: 552 });
  await expect(
    send({ ...toAda, text, envelope: { from: "a@b.example", to: "c@d.example", size: 9 } }),
  ).rejects.toMatchObject({
    responseCode: 552,
  });
  await send(toBob);
  expect(await json("/api/v1/messages")).toMatchObject({ total: 1 });
});

test("only the newest 500 are kept", async () => {
  const store = createMailStore();
  for (let number = 0; number <= 500; number += 1) {
    store.add(await readMail(Buffer.from(`Subject: Mail ${number}\r\n\r\n`), { from: "", to: [] }));
  }
  const found = store.search("subject:mail");
  expect([found.length, found[0]?.common.Subject, found.at(-1)?.common.Subject]).toEqual([500, "Mail 500", "Mail 1"]);
});

test("what came by mail stays text on our pages, and its HTML is shown where it can do nothing", async () => {
  const { send, json, get } = await start();
  const evil = '"><script>alert(1)</script>';
  await send({ ...toBob, subject: evil, text: `${toBob.text} ${evil}`, html: "<script>alert(1)</script>" });
  const { ID } = await json("/api/v1/message/latest");
  for (const path of ["/", `/search?q=${encodeURIComponent(evil)}`, `/view/${ID}`]) {
    const page = await get(path);
    const html = await page.text();
    expect(html).toContain("&quot;&gt;&lt;script&gt;");
    expect(html).not.toContain("<script");
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none';/);
  }
  expect(await (await get(`/view/${ID}`)).text()).toContain(`<a href="${toBob.text}">`);
  const frame = await get(`/view/${ID}.html`);
  expect(frame.headers.get("content-security-policy")).toMatch(/default-src 'none'.* sandbox(?!.*allow-scripts)/);
});

test("a name from elsewhere that leads here reads nothing, and a broken request ends nothing", async () => {
  const { send, json, uiPort } = await start();
  await send(toAda);
  const status = (options: object) =>
    new Promise((resolve) =>
      request({ port: uiPort, host: "127.0.0.1", ...options }, (answer) => resolve(answer.resume().statusCode)).end(),
    );
  expect(await status({ path: "/api/v1/messages", headers: { host: `rebound.example:${uiPort}` } })).toBe(403);
  expect(await status({ path: "/", method: "TRACE" })).toBe(400);
  expect(await status({ path: "/api/v1/messages", method: "POST" })).toBe(405);
  expect(await json("/api/v1/messages")).toMatchObject({ total: 1 });
});

test("a port that is taken is told, and the other one is let go", async () => {
  const { smtpPort } = await start();
  const uiPort = await freePort();
  await expect(startMailCatcher({ smtpPort, uiPort })).rejects.toMatchObject({ code: "EADDRINUSE" });
  const other = await startMailCatcher({ smtpPort: await freePort(), uiPort });
  await other.stop();
});
