import type { Metadata } from "next";
import Link from "next/link";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { EmailField, HiddenUsername } from "@/features/auth/email-field.tsx";
import { forgotPassword, resetPassword } from "@/features/auth/mail-actions.ts";
import { PasswordField } from "@/features/auth/password-field.tsx";
import { whoseResetLink } from "@/features/auth/reset-link.ts";
import { lastMail } from "@/features/auth/sent-mail.ts";

export const metadata: Metadata = { title: "Set a new password", robots: { index: false } };

/** Where the mailed link leads: the form, or a new link in place of one that has ended. */
export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { token } = await searchParams;
  const email = typeof token === "string" ? await whoseResetLink(token) : undefined;
  const stub = (
    <Link prefetch={false} href="/sign-in" className={textLinkClass}>
      Back to sign in
    </Link>
  );
  if (email === undefined) {
    const mail = await lastMail();
    return (
      <Ticket title="This link has ended" stub={stub}>
        <p className="text-muted">It was used already, or is older than an hour. A new one is quickly sent.</p>
        <ActionForm action={forgotPassword} button="Send a new one">
          <EmailField defaultValue={mail?.email} />
        </ActionForm>
      </Ticket>
    );
  }
  return (
    <Ticket title="Set a new password" stub={stub}>
      <p className="wrap-anywhere text-muted">For {email}. Every session of yours ends, on all devices.</p>
      <ActionForm action={resetPassword} button="Set password">
        <HiddenUsername email={email} />
        <input type="hidden" name="token" value={token} />
        <PasswordField kind="new" />
      </ActionForm>
    </Ticket>
  );
}
