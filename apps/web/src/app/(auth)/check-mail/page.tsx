import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getVisitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { MailOnItsWay } from "@/features/auth/mail-on-its-way.tsx";
import { lastMail } from "@/features/auth/sent-mail.ts";

export const metadata: Metadata = { title: "Check your mail" };

/** The same page for an address that has an account and for one that hasn't. */
export default async function CheckMailPage() {
  const mail = await lastMail();
  if (!mail) redirect("/sign-in");
  // Whoever is signed in may have forgotten their password all the same.
  const forgotten = mail.kind === "reset" && mail.own;
  if (!forgotten && (await getVisitor())) redirect(mail.kind === "verify" ? mail.next : "/account");
  const startAgain = mail.kind === "reset" ? "/forgot-password" : "/sign-up";
  return (
    <Ticket
      title="Check your mail"
      stub={
        <>
          Not your address?{" "}
          <Link prefetch={false} href={startAgain} className={textLinkClass}>
            Start again
          </Link>
        </>
      }
    >
      <MailOnItsWay mail={mail}>
        {mail.kind === "reset"
          ? "If there is an account with this address, the mail has a link to set a new password."
          : "Follow its link in this browser to confirm the address; it signs you in here."}
      </MailOnItsWay>
    </Ticket>
  );
}
