import { expect } from "@playwright/test";

/** A caught mail, as Mailpit's API gives it. */
export type CaughtMail = { ID: string; Subject: string; Text: string; HTML: string };

/** What arrives for an address, read as Mailpit's API gives it. */
export function mailbox(mailUrl: string, email: string) {
  const get = async (path: string) => (await fetch(`${mailUrl}/api/v1${path}`)).json();
  const list = async (): Promise<CaughtMail[]> =>
    (await get(`/search?query=${encodeURIComponent(`to:"${email}"`)}`)).messages;
  /** Waits for a mail whose subject matches and gives the newest. */
  const mail = async (subject: RegExp): Promise<CaughtMail> => {
    let found: CaughtMail | undefined;
    await expect
      .poll(async () => (found = (await list()).find(({ Subject }) => subject.test(Subject))), `mail to ${email}`)
      .toBeTruthy();
    return get(`/message/${found?.ID}`);
  };
  return {
    list,
    mail,
    /** The first link of such a mail, as its text part has it. */
    async link(subject: RegExp): Promise<string> {
      const { Text } = await mail(subject);
      return /https?:\/\/\S+/.exec(Text)?.[0] ?? "";
    },
  };
}
