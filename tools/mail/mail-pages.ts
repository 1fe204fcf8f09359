import { createHash } from "node:crypto";
import type { Mail } from "./mail.ts";

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.375rem; overflow-wrap: anywhere; }
  li { padding: .75rem 0; border-top: 1px dashed; overflow-wrap: anywhere; }
  ol { list-style: none; padding: 0; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 28rem; border: 1px dashed; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }`;
const styleHash = createHash("sha256").update(style).digest("base64");

const secure = { "content-type": "text/html; charset=utf-8", "x-content-type-options": "nosniff" };

/** For our own pages: no script at all, and frames of our own only. */
export const pageHeaders = {
  ...secure,
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
};

/** For what came by mail: it may look as it likes, and do nothing but lead away when somebody clicks. */
const frameHeaders = {
  ...secure,
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation",
};

/** The mail's own HTML, or its text where it has none. */
export function mailFrame({ body }: Mail): Response {
  return new Response(`<base target="_top">${body.HTML || `<pre>${plain(body.Text)}</pre>`}`, {
    headers: frameHeaders,
  });
}

/** What was caught, newest first. */
export function inboxPage(mails: readonly Mail[], query: string): string {
  const rows = mails.map(
    ({ common, created }) =>
      `<li><a href="/view/${common.ID}">${plain(common.Subject || "(no subject)")}</a><br>` +
      `to ${plain(common.To.map(({ Address }) => Address).join(", "))}, <time>${created}</time></li>`,
  );
  return page(
    "Caught mail",
    `<form action="/search"><label>Search <input name="q" type="search" value="${plain(query)}"></label></form>` +
      (rows.length > 0 ? `<ol>${rows.join("")}</ol>` : "<p>No mail here. Reload to look again.</p>"),
  );
}

/** One mail: who, what, its HTML in a frame that may do nothing, and its text with links that lead on. */
export function mailPage({ common, body, created }: Mail): string {
  const links = plain(body.Text).replace(/https?:\/\/[^\s<>]+/g, (link) => `<a href="${link}">${link}</a>`);
  const to = common.To.map(({ Address }) => Address).join(", ");
  return page(
    common.Subject || "(no subject)",
    `<p><a href="/">All mail</a></p><dl><dt>From<dd>${plain(common.From?.Address ?? "")}` +
      `<dt>To<dd>${plain(to)}<dt>Caught<dd><time>${created}</time></dl>` +
      `<iframe title="The mail" src="/view/${common.ID}.html" sandbox="allow-top-navigation-by-user-activation"></iframe>` +
      `<h2>As text</h2><pre>${links}</pre>`,
  );
}

function page(title: string, body: string): string {
  const name = plain(title);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title><style>${style}</style><main><h1>${name}</h1>${body}</main></html>`;
}

function plain(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
