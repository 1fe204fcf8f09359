import type { Mail } from "./mail.ts";

const kept = 500;
const snippetLength = 250;

export type MailStore = ReturnType<typeof createMailStore>;

/** The mails that were caught, newest first, in memory only; the oldest make room. */
export function createMailStore() {
  let mails: Mail[] = [];
  return {
    add(mail: Mail): void {
      mails = [mail, ...mails].slice(0, kept);
    },
    /** A mail by its id. */
    get: (id: string): Mail | undefined => mails.find(({ common }) => common.ID === id),
    /** Mails, the newest first, that have every word of a query; `to:`, `from:` and `subject:` say where. Quotes keep words together. */
    search: (query: string): Mail[] => mails.filter((mail) => matches(mail, query)),
    /** Removes those with the given ids, or all. */
    remove(ids?: readonly string[]): void {
      mails = ids ? mails.filter(({ common }) => !ids.includes(common.ID)) : [];
    },
    /** Some of what was found, as Mailpit's API lists messages. */
    page: (found: readonly Mail[], start: number, limit: number) => {
      const messages = found.slice(start, start + limit).map(summary);
      return {
        total: mails.length,
        unread: unread(mails),
        count: messages.length,
        messages_count: found.length,
        messages_unread: unread(found),
        start,
        tags: [],
        messages,
      };
    },
  };
}

const unread = (mails: readonly Mail[]) => mails.filter(({ read }) => !read).length;

function summary({ common, read, created, body }: Mail) {
  const Snippet = body.Text.replace(/\s+/g, " ").trim().slice(0, snippetLength);
  return { ...common, Read: read, Created: created, Attachments: body.Attachments.length, Snippet };
}

function matches({ common, body }: Mail, query: string): boolean {
  const { From, To, Cc, Bcc, Subject } = common;
  const names = (people: typeof To) => people.map(({ Name, Address }) => `${Name} ${Address}`).join(" ");
  const fields: Record<string, string> = {
    to: names([...To, ...Cc, ...Bcc]),
    from: names(From ? [From] : []),
    subject: Subject,
  };
  const anywhere = [...Object.values(fields), body.Text].join(" ");
  return [...query.matchAll(/(?:(to|from|subject):)?(?:"([^"]*)"|(\S+))/g)].every(([, field, quoted, word = ""]) => {
    const place = field ? (fields[field] ?? "") : anywhere;
    return place.toLowerCase().includes((quoted ?? word).toLowerCase());
  });
}
