import type { OwnAccount } from "@/auth/own-account.ts";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { EmailField } from "@/features/auth/email-field.tsx";
import { changeEmail } from "@/features/auth/mail-actions.ts";
import { MailOnItsWay } from "@/features/auth/mail-on-its-way.tsx";
import { PasswordField } from "@/features/auth/password-field.tsx";
import type { SentMail } from "@/features/auth/sent-mail.ts";

type Props = Pick<OwnAccount, "email" | "hasPassword"> & { mail: SentMail | undefined };

/** Another address: asked for here, and true once the link that went there was followed. */
export function EmailChange({ email, hasPassword, mail }: Props) {
  const pending = mail?.kind === "change" && mail.email !== email ? mail : undefined;
  return (
    <>
      <p className="font-medium wrap-anywhere">{email}</p>
      {pending && (
        <div className="rounded-control border-2 border-dashed border-line p-4">
          <MailOnItsWay mail={pending}>The change waits until its link is followed.</MailOnItsWay>
        </div>
      )}
      <ActionForm action={changeEmail} button="Change email" look="secondary">
        <EmailField label="New email" />
        {hasPassword && <PasswordField kind="current" label="Your password" />}
      </ActionForm>
    </>
  );
}
