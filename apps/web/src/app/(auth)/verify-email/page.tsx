import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { getIssuer } from "@/auth/issuer.ts";
import { withoutValues } from "@/auth/log.ts";
import { findLink, type MailLink } from "@/auth/mail-links.ts";
import { getVisitor, type Visitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { whoConfirms } from "@/features/auth/confirm-link.ts";
import { EmailField, HiddenUsername } from "@/features/auth/email-field.tsx";
import { followLink, newVerification } from "@/features/auth/mail-actions.ts";
import { PasswordField } from "@/features/auth/password-field.tsx";
import { lastMail } from "@/features/auth/sent-mail.ts";

export const metadata: Metadata = { title: "Confirm your address", robots: { index: false } };

/**
 * Where a mailed link leads. Looking at the page does nothing, because programs look at the links of mails, too. Its
 * form sends itself in the browser that signed up; in any other one it asks for a new password, since the one from the
 * sign-up may be a stranger's. A new address counts in the session of its account only, so that its form may send itself
 * anywhere.
 */
export default async function VerifyEmailPage({ searchParams }: PageProps<"/verify-email">) {
  const { token } = await searchParams;
  const link = typeof token === "string" ? await withoutValues(findLink(getIssuer().db, token)) : undefined;
  const visitor = await getVisitor();
  if (!link || typeof token !== "string") return <Ended visitor={visitor} />;
  if (link.newEmail !== undefined) {
    return (
      <Ticket title="Confirm your new address" stub={<Stub visitor={visitor} />}>
        <p className="wrap-anywhere text-muted">{link.newEmail}</p>
        <Confirm token={token} button="Confirm" atOnce />
      </Ticket>
    );
  }
  return <NewAccount token={token} link={link} visitor={visitor} />;
}

/** The address of a new account. */
async function NewAccount({ token, link, visitor }: { token: string; link: MailLink; visitor: Visitor | undefined }) {
  const state = await whoConfirms(link);
  if (state === "confirmed") redirect("/sign-in");
  const other = visitor && visitor.id !== link.userId ? visitor : undefined;
  return (
    <Ticket title="Confirm your address" stub={<Stub visitor={visitor} />}>
      <p className="wrap-anywhere text-muted">{link.email}</p>
      {other && (
        <p className="wrap-anywhere">
          You’re signed in as {other.email}. That ends, and you’re signed in with this address.
        </p>
      )}
      {state === "here" ? (
        <Confirm token={token} button="Confirm and sign in" atOnce={!other} />
      ) : (
        <>
          <p>
            This account was signed up in another browser. Choose a password for it here: it replaces the one from the
            sign-up.
          </p>
          <Confirm token={token} button="Set password and sign in">
            <HiddenUsername email={link.email} />
            <PasswordField kind="new" />
          </Confirm>
        </>
      )}
    </Ticket>
  );
}

type ConfirmProps = { token: string; button: string; atOnce?: boolean; children?: ReactNode };

function Confirm({ token, children, ...form }: ConfirmProps) {
  return (
    <ActionForm action={followLink} {...form}>
      <input type="hidden" name="token" value={token} />
      {children}
    </ActionForm>
  );
}

/** A new link in place of one that has ended. */
async function Ended({ visitor }: { visitor: Visitor | undefined }) {
  return (
    <Ticket title="This link has ended" stub={<Stub visitor={visitor} />}>
      {visitor ? (
        <p className="text-muted">
          It was used already, or is older than an hour. Your account page can send a new one.
        </p>
      ) : (
        <>
          <p className="text-muted">It was used already, or is older than an hour. A new one is quickly sent.</p>
          <ActionForm action={newVerification} button="Send a new one">
            <EmailField defaultValue={(await lastMail())?.email} />
          </ActionForm>
        </>
      )}
    </Ticket>
  );
}

function Stub({ visitor }: { visitor: Visitor | undefined }) {
  return (
    <Link prefetch={false} href={visitor ? "/account" : "/sign-in"} className={textLinkClass}>
      {visitor ? "To your account" : "Back to sign in"}
    </Link>
  );
}
