import type { ReactNode } from "react";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { sendAgain } from "./mail-actions.ts";
import { SendAgain } from "./send-again.tsx";
import { caughtMailUrl, type SentMail, waitBefore } from "./sent-mail.ts";

/** Where a mail went, what to do with it, and how to get it once more. */
export function MailOnItsWay({ mail, children }: { mail: SentMail; children: ReactNode }) {
  const caught = caughtMailUrl(mail.email);
  return (
    <div className="grid gap-5">
      <p>
        We sent a mail to <strong className="font-semibold wrap-anywhere">{mail.email}</strong>. {children}
      </p>
      {caught && (
        <p className="text-small">
          In development no mail leaves this machine:{" "}
          <a href={caught} className={textLinkClass}>
            open the caught mail
          </a>
        </p>
      )}
      <SendAgain action={sendAgain} wait={waitBefore(mail)} of={mail.at} />
    </div>
  );
}
