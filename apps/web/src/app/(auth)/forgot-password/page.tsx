import type { Metadata } from "next";
import Link from "next/link";
import { getVisitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { EmailField } from "@/features/auth/email-field.tsx";
import { forgotPassword } from "@/features/auth/mail-actions.ts";
import { lastMail } from "@/features/auth/sent-mail.ts";

export const metadata: Metadata = { title: "Forgot your password" };

export default async function ForgotPasswordPage() {
  const visitor = await getVisitor();
  const email = visitor?.email ?? (await lastMail())?.email;
  return (
    <Ticket
      title="Forgot your password?"
      stub={
        <>
          It came back to you?{" "}
          <Link prefetch={false} href={visitor ? "/account" : "/sign-in"} className={textLinkClass}>
            {visitor ? "To your account" : "Sign in"}
          </Link>
        </>
      }
    >
      <p className="text-muted">We mail you a link to set a new one.</p>
      <ActionForm action={forgotPassword} button="Send the link">
        <EmailField defaultValue={email} />
      </ActionForm>
    </Ticket>
  );
}
