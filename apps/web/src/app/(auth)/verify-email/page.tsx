import type { Metadata } from "next";
import Link from "next/link";
import { getIssuer } from "@/auth/issuer.ts";
import { withoutValues } from "@/auth/log.ts";
import { findLink } from "@/auth/mail-links.ts";
import { getVisitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { EmailField } from "@/features/auth/email-field.tsx";
import { followLink, newVerification } from "@/features/auth/mail-actions.ts";
import { lastMail } from "@/features/auth/sent-mail.ts";

export const metadata: Metadata = { title: "Confirm your address", robots: { index: false } };

/**
 * Where a mailed link leads. Looking at the page does nothing, because programs look at the links of mails, too. Its
 * form sends itself in the browser that asked for the mail; anywhere else a person has to know what they agree to. A new
 * address counts in the session of its account only, so that its form may send itself anywhere.
 */
export default async function VerifyEmailPage({ searchParams }: PageProps<"/verify-email">) {
  const { token } = await searchParams;
  const link = typeof token === "string" ? await withoutValues(findLink(getIssuer().db, token)) : undefined;
  const visitor = await getVisitor();
  const stub = visitor ? (
    <Link prefetch={false} href="/account" className={textLinkClass}>
      To your account
    </Link>
  ) : (
    <Link prefetch={false} href="/sign-in" className={textLinkClass}>
      Back to sign in
    </Link>
  );
  const mail = await lastMail();
  if (link) {
    const other = visitor && visitor.id !== link.userId ? visitor : undefined;
    const asked = link.newEmail !== undefined || (!other && mail?.email === link.email);
    return (
      <Ticket title={link.newEmail ? "Confirm your new address" : "Confirm your address"} stub={stub}>
        <p className="wrap-anywhere text-muted">{link.newEmail ?? link.email}</p>
        {other && !link.newEmail && (
          <p className="wrap-anywhere">
            You’re signed in as {other.email}. That ends, and you’re signed in with this address.
          </p>
        )}
        {!asked && (
          <p className="text-muted">Only go on if you signed up here yourself: whoever did has chosen the password.</p>
        )}
        <ActionForm action={followLink} button={link.newEmail ? "Confirm" : "Confirm and sign in"} atOnce={asked}>
          <input type="hidden" name="token" value={token} />
        </ActionForm>
      </Ticket>
    );
  }
  return (
    <Ticket title="This link has ended" stub={stub}>
      {visitor ? (
        <p className="text-muted">
          It was used already, or is older than an hour. Your account page can send a new one.
        </p>
      ) : (
        <>
          <p className="text-muted">It was used already, or is older than an hour. A new one is quickly sent.</p>
          <ActionForm action={newVerification} button="Send a new one">
            <EmailField defaultValue={mail?.email} />
          </ActionForm>
        </>
      )}
    </Ticket>
  );
}
