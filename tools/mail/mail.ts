import { randomBytes } from "node:crypto";
import PostalMime, { type Address } from "postal-mime";

export type Envelope = { from: string; to: readonly string[] };

/** One caught mail, its parts named as Mailpit names them. */
export type Mail = Awaited<ReturnType<typeof readMail>>;

/** Takes a message apart. Rejects when it is no message. */
export async function readMail(raw: Buffer, envelope: Envelope) {
  const mail = await PostalMime.parse(raw);
  const [To, Cc] = [people(mail.to), people(mail.cc)];
  const named = new Set([...To, ...Cc].map(({ Address }) => Address.toLowerCase()));
  return {
    raw,
    headers: mail.headers,
    read: false,
    created: new Date().toISOString(),
    common: {
      ID: randomBytes(11).toString("hex"),
      MessageID: (mail.messageId ?? "").replace(/^<|>$/g, ""),
      From: people(mail.from ? [mail.from] : [])[0] ?? null,
      To,
      Cc,
      Bcc: envelope.to.filter((address) => !named.has(address.toLowerCase())).map((Address) => ({ Name: "", Address })),
      ReplyTo: people(mail.replyTo),
      Subject: mail.subject ?? "",
      Tags: [],
      Size: raw.length,
    },
    body: {
      ReturnPath: envelope.from,
      Date: mail.date ?? new Date().toISOString(),
      Text: mail.text ?? "",
      HTML: mail.html ?? "",
      Attachments: mail.attachments.map(({ filename, mimeType }) => ({
        FileName: filename ?? "",
        ContentType: mimeType,
      })),
    },
  };
}

function people(addresses: readonly Address[] = []): { Name: string; Address: string }[] {
  return addresses
    .flatMap((one) => one.group ?? [one])
    .map(({ name, address = "" }) => ({ Name: name, Address: address }));
}
