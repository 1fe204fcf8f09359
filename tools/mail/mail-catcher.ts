import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { readMail } from "./mail.ts";
import { answerMail } from "./mail-api.ts";
import { createMailStore } from "./mail-store.ts";

export type MailCatcherOptions = {
  smtpPort: number;
  uiPort: number;
  /** An address of this machine. Whoever reaches it reads every mail. */
  host?: string;
};

export type MailCatcher = {
  /** What SMTP_URL is set to. */
  smtpUrl: string;
  /** Where people read the mail, and programs at `/api/v1` as they do with Mailpit. */
  apiUrl: string;
  stop(): Promise<void>;
};

const mebibyte = 1024 * 1024;

/**
 * Takes every mail for whomever and delivers none: SMTP on one port, on the other Mailpit's messages API and pages.
 * Rejects when a port is taken.
 */
export async function startMailCatcher(options: MailCatcherOptions): Promise<MailCatcher> {
  const { smtpPort, uiPort, host = "127.0.0.1" } = options;
  const store = createMailStore();
  const smtp = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: mebibyte,
    closeTimeout: 100,
    onData(stream, { envelope }, done) {
      const from = envelope.mailFrom ? envelope.mailFrom.address : "";
      const to = envelope.rcptTo.map(({ address }) => address);
      readAll(stream)
        .then((raw) => readMail(raw, { from, to }))
        .then(store.add)
        .then(() => done(null), done);
    },
  });
  // A client that hangs up in the middle is its own trouble.
  smtp.on("error", () => {});
  const ui = createServer(async (incoming, outgoing) => {
    const response = await requestOf(incoming)
      .then((request) => answerMail(store, request))
      .catch((error) => new Response(String(error), { status: 400 }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  const stop = async () => {
    ui.closeAllConnections();
    await Promise.all([new Promise((ended) => ui.close(ended)), new Promise<void>((ended) => smtp.close(ended))]);
  };
  smtp.listen(smtpPort, host);
  ui.listen(uiPort, host);
  try {
    await Promise.all([once(smtp.server, "listening"), once(ui, "listening")]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { smtpUrl: `smtp://${host}:${smtpPort}`, apiUrl: `http://localhost:${uiPort}`, stop };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const body = method === "DELETE" ? { body: new Uint8Array(Buffer.concat(await incoming.toArray())) } : {};
  return new Request(new URL(url, `http://${headers.host}`), { method, ...body });
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk);
  if (!stream.sizeExceeded) return Buffer.concat(chunks);
  throw Object.assign(new Error("A mail may have 1 MiB"), { responseCode: 552 });
}
