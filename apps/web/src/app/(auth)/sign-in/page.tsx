import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getVisitor } from "@/auth/visitor.ts";
import { Alert } from "@/components/ui/alert.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { signIn } from "@/features/auth/actions.ts";
import { EmailField } from "@/features/auth/email-field.tsx";
import { OtherWays } from "@/features/auth/other-ways.tsx";
import { PasswordField } from "@/features/auth/password-field.tsx";
import { providerTrouble } from "@/features/auth/provider-trouble.ts";
import { NobodySignedIn } from "@/features/live/nobody-signed-in.tsx";
import { safeNext } from "@/lib/safe-next.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next: wanted, done, error } = await searchParams;
  const next = safeNext(wanted);
  if (await getVisitor()) redirect(next);
  return (
    <Ticket
      title="Sign in"
      stub={
        <>
          No account yet?{" "}
          <Link prefetch={false} href={{ pathname: "/sign-up", query: { next } }} className={textLinkClass}>
            Create one
          </Link>
        </>
      }
    >
      <NobodySignedIn />
      {done === "password" && (
        <p role="status">Your password is changed, and every session has ended. Sign in with the new one.</p>
      )}
      {done === "session" && (
        <p role="status">You were signed out because the session here has ended or expired. Sign in to go on.</p>
      )}
      {error && <Alert>{providerTrouble(error)}</Alert>}
      <ActionForm action={signIn} button="Sign in">
        <EmailField />
        <div className="grid gap-1.5">
          <PasswordField kind="current" />
          <Link prefetch={false} href="/forgot-password" className={`justify-self-start text-small ${textLinkClass}`}>
            Forgot your password?
          </Link>
        </div>
        <input type="hidden" name="next" value={next} />
      </ActionForm>
      <OtherWays next={next} passkey />
    </Ticket>
  );
}
