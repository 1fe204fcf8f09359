import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { freePort } from "@claimcheck/process/free-port";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { startMailCatcher } from "../../../tools/mail/mail-catcher.ts";
import { type Words, writeMessage } from "../src/mail/message.ts";
import { createOutbox } from "../src/mail/outbox.ts";
import { openTransport } from "../src/mail/transport.ts";
import { cookieOf, newPerson, signUp, startIssuer } from "./support/issuer.ts";
import { catchMails } from "./support/mails.ts";

afterEach(() => vi.restoreAllMocks());

const MAIL_FROM = { name: "Claimcheck", address: "no-reply@claimcheck.example" };
const words: Words = {
  subject: "A subject",
  paragraphs: ["A paragraph."],
  actions: [{ label: "Go", url: "http://localhost:4310/verify-email?token=a-secret-token" }],
  footnote: "A footnote.",
};

function open(SMTP_URL: string | undefined, pauses?: number[]) {
  const outbox = createOutbox({ SMTP_URL, MAIL_FROM }, pauses);
  onTestFinished(() => outbox.close());
  const send = (to: string, of: Words = words) => outbox.post("a_kind", async () => ({ to, words: of }));
  return { ...outbox, send };
}

async function catcher() {
  const mails = await catchMails();
  onTestFinished(() => mails.stop());
  return mails;
}

/** An SMTP server that answers each command as told; gives how often somebody began a mail. */
async function smtpServer(answerTo: (command: string) => string) {
  let begun = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write("220 here\r\n");
    socket.on("data", (data) => {
      const command = data.toString().slice(0, 4).toUpperCase();
      if (command === "MAIL") begun += 1;
      socket.write(`${answerTo(command)}\r\n`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, begun: () => begun };
}

function recordLog(): string[] {
  const lines: string[] = [];
  for (const method of ["error", "info"] as const) {
    vi.spyOn(console, method).mockImplementation((...args) => void lines.push(args.join(" ")));
  }
  return lines;
}

test("a mail arrives as text and as HTML that asks nobody else for anything", async () => {
  const mails = await catcher();
  const { send, settled } = open(mails.smtpUrl);
  const { email } = newPerson("Ada");
  send(email);
  await settled();
  const [mail, ...more] = await mails.to(email);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({
    From: { Name: MAIL_FROM.name, Address: MAIL_FROM.address },
    To: [{ Address: email }],
    Subject: words.subject,
  });
  for (const part of [mail?.Text, mail?.HTML]) {
    for (const text of ["A paragraph.", "token=a-secret-token", "A footnote."]) expect(part).toContain(text);
    expect(part?.match(/https?:[^"\s]+/g)).toEqual([words.actions?.[0]?.url]);
  }
  expect(mail?.HTML).not.toMatch(/<(img|script|link|iframe|object)|url\(|@import/i);
});

test("what a mail says can be no markup in HTML, and no header", async () => {
  const evil = `"><img src=x onerror=alert(1)>`;
  const { html, text } = writeMessage("ada@claimcheck.example", {
    subject: evil,
    paragraphs: [evil],
    actions: [{ label: evil, url: `javascript:alert(1)${evil}` }],
    footnote: evil,
  });
  expect(html).not.toContain("<img");
  expect(html.match(/&quot;&gt;&lt;img/g)?.length).toBe(5);
  expect(text).toContain(evil);

  const mails = await catcher();
  const { send, settled } = open(mails.smtpUrl);
  const [ada, eve] = [newPerson("Ada").email, newPerson("Eve").email];
  send(ada, { ...words, subject: `Hello\r\nBcc: ${eve}\r\n\r\nbody` });
  await settled();
  expect(await mails.to(ada)).toHaveLength(1);
  expect(await mails.to(eve)).toEqual([]);
});

test("a server that is away for a moment gets the mail later", async () => {
  const lines = recordLog();
  const [smtpPort, uiPort] = [await freePort(), await freePort()];
  const { send, settled } = open(`smtp://127.0.0.1:${smtpPort}`, Array(200).fill(0.05));
  const { email } = newPerson("Ada");
  send(email);
  const mails = await startMailCatcher({ smtpPort, uiPort });
  onTestFinished(() => mails.stop());
  await settled();
  const found = await (await fetch(`${mails.apiUrl}/api/v1/search?query=to:${email}`)).json();
  expect(found.messages).toHaveLength(1);
  expect(lines).toEqual([]);
});

test("a mail that can't be sent is tried again, then one line in the log, which has neither address nor link", async () => {
  const lines = recordLog();
  const server = await smtpServer((command) => (command === "RCPT" ? "451 ada@claimcheck.example is busy" : "250 ok"));
  const { send, settled } = open(server.url, [0.01, 0.01]);
  send("ada@claimcheck.example");
  await settled();
  expect(server.begun()).toBe(3);
  expect(lines).toEqual(["mail a_kind wasn't sent: EENVELOPE 451"]);
});

test("what a server refuses for good isn't tried again", async () => {
  const lines = recordLog();
  const server = await smtpServer((command) => (command === "RCPT" ? "550 no such user here" : "250 ok"));
  const { send, settled } = open(server.url, [0.01, 0.01]);
  send("ada@claimcheck.example");
  await settled();
  expect(server.begun()).toBe(1);
  expect(lines).toEqual(["mail a_kind wasn't sent: EENVELOPE 550"]);
});

test("no request fails because its mail can't be sent, or waits for it", async () => {
  const lines = recordLog();
  const server = await smtpServer(() => "451 not now");
  const issuer = await startIssuer({ SMTP_URL: server.url });
  const person = newPerson("Ada");
  const response = await issuer.call("/sign-up/email", { body: person });
  expect([response.status, lines]).toEqual([200, []]);
  issuer.outbox.close();
  await issuer.stop();
  expect(lines).toEqual([expect.stringMatching(/^mail confirm_address wasn't sent: \w+/)]);
});

test("what a mail puts off changes nothing but its own link and the count of mails", async () => {
  const issuer = await startIssuer();
  onTestFinished(() => issuer.stop());
  const ada = await signUp(issuer, "Ada");
  const kinds = new Set<string>();
  const jobs: (() => Promise<unknown>)[] = [];
  vi.spyOn(issuer.outbox, "post").mockImplementation((kind, prepare) => {
    kinds.add(kind);
    jobs.push(prepare);
  });
  const bob = newPerson("Bob");
  const asked = { newEmail: newPerson("Ada").email, password: ada.password };
  const changed = { currentPassword: ada.password, newPassword: "another-password" };
  let { cookie } = ada;
  for (const [path, body] of [
    ["/sign-up/email", bob],
    ["/sign-up/email", { ...bob, password: "another-password" }],
    ["/sign-up/email", { ...bob, email: ada.email }],
    ["/sign-in/email", bob],
    ["/send-verification-email", { email: newPerson("Eve").email }],
    ["/request-password-reset", { email: ada.email }],
    ["/change-email", asked],
    ["/resend-change-email", asked],
    ["/change-password", changed],
    ["/delete-user", { email: ada.email, password: "another-password" }],
  ] as const) {
    await issuer.db.execute("delete from rate_limit");
    const answer = await issuer.call(path, { body, cookie });
    expect(answer.status, path).toBe(path === "/sign-in/email" ? 401 : 200);
    // A new password ends this session, too, and starts another one.
    if (path === "/change-password") cookie = cookieOf(answer);
  }
  expect([...kinds].sort()).toEqual([
    ...["account_deleted", "already_registered", "confirm_address", "confirm_new_address", "email_change_asked"],
    ...["password_changed", "reset_password"],
  ]);
  const client = await issuer.db.$client.connect();
  const query = vi.spyOn(Object.getPrototypeOf(client), "query");
  client.release();
  for (const job of jobs) await job();
  const statements = query.mock.calls.map(([asked]) =>
    typeof asked === "string" ? asked : (asked as { text: string }).text,
  );
  expect(statements.length).toBeGreaterThan(0);
  const changes = statements.filter((statement) => !/^\s*select\b/i.test(statement));
  for (const change of changes) expect(change).toMatch(/^(insert into|delete from) "(verification|rate_limit)"/);
});

test("without SMTP_URL each mail that isn't sent is one line, without what it says", async () => {
  const lines = recordLog();
  const { send, settled } = open(undefined);
  send("ada@claimcheck.example");
  await settled();
  expect(lines).toEqual(["mail a_kind isn't sent: SMTP_URL is unset"]);
});

test("no more than 500 mails wait at a time", async () => {
  const lines = recordLog();
  const outbox = open(undefined);
  const held = Promise.withResolvers<undefined>();
  for (let at = 0; at < 501; at += 1) outbox.post("a_kind", () => held.promise);
  expect(lines).toEqual(["mail a_kind wasn't sent: 500 others wait already"]);
  held.resolve(undefined);
  await outbox.settled();
});

test.each([
  ["smtp://user:word@mail.example", { port: 587, secure: false, requireTLS: true }],
  ["smtps://user:word@mail.example", { port: 465, secure: true, requireTLS: true }],
  ["smtp://user:word@localhost:1025", { port: 1025, secure: false, requireTLS: false }],
  ["smtp://mailpit:1025", { port: 1025, secure: false, requireTLS: false }],
])("a password goes over TLS, but to this machine: %s", (url, expected) => {
  expect(openTransport(url).options).toMatchObject(expected);
});
