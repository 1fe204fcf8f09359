/** What a mail says. Nothing in it but links is anybody's input: who signs up a stranger's address must not write to them. */
export type Words = {
  subject: string;
  paragraphs: readonly string[];
  /** What the reader may do; the first is the main thing. */
  actions?: readonly { label: string; url: string }[];
  /** What is good to know, in small. */
  footnote: string;
};

export type Message = { to: string; subject: string; text: string; html: string };

const font = "font-family:system-ui,-apple-system,'Segoe UI',sans-serif";
const button =
  "display:inline-block;padding:12px 20px;border-radius:6px;background:#ffd84d;color:#1c1a15;font-weight:600;text-decoration:none";

/** The same words as text and as HTML, which has no picture and asks no other host for anything. */
export function writeMessage(to: string, { subject, paragraphs, actions = [], footnote }: Words): Message {
  const text = [...paragraphs, ...actions.map(({ label, url }) => `${label}:\n${url}`), `-- \n${footnote}`];
  const links = actions.map(({ label, url }, at) => {
    const look = at === 0 ? ` style="${button}"` : ` style="color:inherit"`;
    return `<p style="margin:24px 0"><a href="${escapeHtml(url)}"${look}>${escapeHtml(label)}</a></p>`;
  });
  const html = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="margin:0;padding:24px 16px;${font};font-size:16px;line-height:1.5">`,
    `<div style="max-width:480px;margin:0 auto"><p style="margin:0 0 16px;font-weight:700">Claimcheck</p>`,
    `<div style="border-top:2px dashed #b8b2a3;padding-top:8px">`,
    ...paragraphs.map((paragraph) => `<p style="margin:16px 0">${escapeHtml(paragraph)}</p>`),
    ...links,
    `</div><p style="margin:24px 0 0;padding-top:16px;border-top:2px dashed #b8b2a3;font-size:14px">`,
    `${escapeHtml(footnote)}</p></div></body></html>`,
  ];
  return { to, subject, text: `${text.join("\n\n")}\n`, html: html.join("\n") };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
