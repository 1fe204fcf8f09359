import { ApiError } from "@claimcheck/client/api-error";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ownAccount, requireVisitor } from "@/auth/visitor.ts";
import { Alert } from "@/components/ui/alert.tsx";
import { buttonClass } from "@/components/ui/button.tsx";
import { changeName } from "@/features/account/actions.ts";
import { ActivityList } from "@/features/account/activity-list.tsx";
import { DeleteAccount } from "@/features/account/delete-account.tsx";
import { downloads } from "@/features/account/downloads.ts";
import { EmailChange } from "@/features/account/email-change.tsx";
import { ImportTasks } from "@/features/account/import-tasks.tsx";
import { LinkedProviders } from "@/features/account/linked-providers.tsx";
import { Passkeys } from "@/features/account/passkeys.tsx";
import { PasswordChange } from "@/features/account/password-change.tsx";
import { Section } from "@/features/account/section.tsx";
import { Sessions } from "@/features/account/sessions.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { FormField } from "@/features/auth/form-field.tsx";
import { providerTrouble } from "@/features/auth/provider-trouble.ts";
import { lastMail } from "@/features/auth/sent-mail.ts";
import { serverApi } from "@/lib/server-api.ts";

export const metadata: Metadata = { title: "Account" };

/** All that one can see and change of one's account; each part is a form of its own. */
export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const { token, uuid } = await requireVisitor("/account");
  const { before, error, failed } = await searchParams;
  const cursor = typeof before === "string" ? before : undefined;
  const [{ name, email, hasPassword, providers, passkeys, sessions }, activity, mail] = await Promise.all([
    ownAccount("/account"),
    serverApi(token)
      .listActivity({ query: { limit: "10", cursor } })
      .catch((refused) => {
        // An old link, or one that was cut.
        if (cursor && refused instanceof ApiError && refused.status === 400) redirect("/account");
        return undefined;
      }),
    lastMail().then((last) => (last?.own ? last : undefined)),
  ]);
  return (
    <main className="mx-auto grid w-full max-w-3xl gap-6 px-4 pt-4 pb-24 sm:px-6 sm:pt-8">
      <h1 className="text-title">Account</h1>
      {error && <Alert>{providerTrouble(error)}</Alert>}
      {failed === "download" && <Alert>The file couldn’t be made just now. Try again in a moment.</Alert>}
      <div className="rounded-card border border-line bg-surface">
        <Section id="profile" title="Profile">
          <ActionForm action={changeName} button="Save name" look="secondary">
            <FormField label="Name" name="name" autoComplete="name" required maxLength={100} defaultValue={name} />
          </ActionForm>
        </Section>
        <Section id="email" title="Email" note="A new address counts once it is confirmed.">
          <EmailChange email={email} hasPassword={hasPassword} mail={mail} />
        </Section>
        <Section id="password" title="Password">
          <PasswordChange email={email} hasPassword={hasPassword} mail={mail} />
        </Section>
        <Section id="sign-in-methods" title="Other ways to sign in" note="A passkey is kept by your device or browser.">
          <LinkedProviders providers={providers} hasPassword={hasPassword} />
          <Passkeys passkeys={passkeys} />
        </Section>
        <Section id="sessions" title="Sessions" note="Where you are signed in. One that you don’t know? End it.">
          <Sessions sessions={sessions} />
        </Section>
        <Section id="activity" title="Recent activity" note="What happened to your account, newest first.">
          <ActivityList page={activity} isFirst={cursor === undefined} />
        </Section>
        <Section id="data" title="Your data" note="Take it with you, or bring some.">
          <div className="flex flex-wrap items-center gap-2">
            <span className="basis-full font-medium">Download</span>
            {downloads.map(({ file, label }) => (
              <a key={file} href={`/account/download/${file}`} className={buttonClass("secondary")}>
                {label}
              </a>
            ))}
          </div>
          <ImportTasks />
        </Section>
        <Section id="delete" title="Delete account" note="At once and for good.">
          <DeleteAccount uuid={uuid} email={email} hasPassword={hasPassword} />
        </Section>
      </div>
    </main>
  );
}
