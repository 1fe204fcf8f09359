import Link from "next/link";
import type { OwnAccount } from "@/auth/own-account.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { HiddenUsername } from "@/features/auth/email-field.tsx";
import { forgotPassword } from "@/features/auth/mail-actions.ts";
import { MailOnItsWay } from "@/features/auth/mail-on-its-way.tsx";
import { PasswordField } from "@/features/auth/password-field.tsx";
import type { SentMail } from "@/features/auth/sent-mail.ts";
import { changePassword } from "./actions.ts";

type Props = Pick<OwnAccount, "email" | "hasPassword"> & { mail: SentMail | undefined };

/** A new password for the old one; who has none yet gets a link to set one. */
export function PasswordChange({ email, hasPassword, mail }: Props) {
  if (!hasPassword && mail?.kind === "reset") {
    return <MailOnItsWay mail={mail}>Its link sets a password.</MailOnItsWay>;
  }
  if (!hasPassword) {
    return (
      <ActionForm action={forgotPassword} button="Mail me a link to set one" look="secondary">
        <p>You have none: you sign in in another way.</p>
        <input type="hidden" name="email" value={email} />
      </ActionForm>
    );
  }
  return (
    <ActionForm action={changePassword} button="Change password" look="secondary">
      <HiddenUsername email={email} />
      <div className="grid gap-1.5">
        <PasswordField kind="current" label="Current password" />
        <Link prefetch={false} href="/forgot-password" className={`justify-self-start text-small ${textLinkClass}`}>
          Forgot it?
        </Link>
      </div>
      <PasswordField kind="new" />
      <p>All other devices are signed out.</p>
    </ActionForm>
  );
}
