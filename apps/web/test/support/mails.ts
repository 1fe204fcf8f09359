import { freePort } from "@claimcheck/process/free-port";
import { startMailCatcher } from "../../../../tools/mail/mail-catcher.ts";

export type CaughtMail = {
  From: { Name: string; Address: string };
  To: { Address: string }[];
  Subject: string;
  Text: string;
  HTML: string;
};

/** A real SMTP server of its own that keeps what it gets, asked over Mailpit's API. */
export async function catchMails() {
  const [smtpPort, uiPort] = await Promise.all([freePort(), freePort()]);
  const { smtpUrl, apiUrl, stop } = await startMailCatcher({ smtpPort, uiPort });
  const get = async <T>(path: string) => (await (await fetch(`${apiUrl}/api/v1/${path}`)).json()) as T;
  return {
    smtpUrl,
    stop,
    /** What somebody has got, newest first. */
    async to(email: string): Promise<CaughtMail[]> {
      const query = encodeURIComponent(`to:"${email}"`);
      const { messages } = await get<{ messages: { ID: string }[] }>(`search?query=${query}`);
      return Promise.all(messages.map(({ ID }) => get<CaughtMail>(`message/${ID}`)));
    },
  };
}
