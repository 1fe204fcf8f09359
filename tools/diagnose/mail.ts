import { openTransport } from "../../apps/web/src/mail/transport.ts";
import type { CheckedSettings } from "../stack/checked-settings.ts";
import { check, type Finding } from "./finding.ts";

/** Mail: the SMTP server greets us, and takes the name and password where there are some. Nothing is sent. */
export function mailFinding({ web, catchesMail }: Pick<CheckedSettings, "web" | "catchesMail">): Promise<Finding> {
  const mend = catchesMail
    ? "restart `pnpm dev`: it catches mail while it runs."
    : "set SMTP_URL to a server that answers, or remove it so that `pnpm dev` catches mail.";
  return check("mail", mend, async () => {
    if (!web.SMTP_URL) throw new Error("SMTP_URL is unset, so no mail is sent");
    const { hostname, port } = new URL(web.SMTP_URL);
    const transport = openTransport(web.SMTP_URL);
    try {
      await transport.verify();
    } finally {
      transport.close();
    }
    return web.MAIL_CATCHER_URL
      ? `caught, to be read at ${web.MAIL_CATCHER_URL}`
      : `goes out through ${hostname}:${port}`;
  });
}
