import { isLoopback } from "@claimcheck/process/loopback";
import type { Mail } from "./mail.ts";
import { inboxPage, mailFrame, mailPage, pageHeaders } from "./mail-pages.ts";
import type { MailStore } from "./mail-store.ts";

const text = { "content-type": "text/plain; charset=utf-8" };
const notFound = () => new Response("not found", { status: 404, headers: text });

/**
 * Answers the part of Mailpit's HTTP API that reads, searches and deletes mail, and shows it to people at `/`.
 * A name that leads here from elsewhere is refused: a page on the web could otherwise read what was caught.
 */
export async function answerMail(store: MailStore, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (!isLoopback(url)) return new Response("only for this machine", { status: 403, headers: text });
  const { pathname, searchParams } = url;
  if (request.method === "DELETE" && pathname === "/api/v1/messages") {
    const { IDs = [] } = (await request.json().catch(() => ({}))) as { IDs?: string[] };
    store.remove(IDs.length > 0 ? IDs : undefined);
    return new Response("ok", { headers: text });
  }
  if (request.method !== "GET") return new Response("not allowed", { status: 405, headers: text });

  const query = searchParams.get("query") ?? searchParams.get("q") ?? "";
  if (pathname === "/readyz" || pathname === "/livez") return new Response("ok", { headers: text });
  if (pathname === "/api/v1/messages" || pathname === "/api/v1/search") {
    const found = store.search(pathname.endsWith("search") ? query : "");
    const number = (name: string, fallback: number) => Number(searchParams.get(name) ?? fallback) || fallback;
    return Response.json(store.page(found, number("start", 0), number("limit", 50)));
  }
  if (pathname === "/" || pathname === "/search") {
    return new Response(inboxPage(store.search(query), query), { headers: pageHeaders });
  }
  const [, id = ""] = /^\/(?:api\/v1\/message|view)\/([^/.]+)/.exec(pathname) ?? [];
  const mail = id === "latest" ? store.search(query)[0] : store.get(id);
  if (!mail) return notFound();
  switch (pathname.replace(`/${id}`, "/ID")) {
    case "/api/v1/message/ID":
      mail.read = true;
      return Response.json({ ...mail.common, ...mail.body });
    case "/api/v1/message/ID/headers":
      return Response.json(headersOf(mail));
    case "/api/v1/message/ID/raw":
      return new Response(new Uint8Array(mail.raw), { headers: text });
    case "/view/ID":
      mail.read = true;
      return new Response(mailPage(mail), { headers: pageHeaders });
    case "/view/ID.html":
      return mailFrame(mail);
    case "/view/ID.txt":
      return new Response(mail.body.Text, { headers: text });
    default:
      return notFound();
  }
}

function headersOf({ headers }: Mail): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const { originalKey, value } of headers) all[originalKey] = [...(all[originalKey] ?? []), value];
  return all;
}
