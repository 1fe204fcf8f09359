import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getVisitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { signUp } from "@/features/auth/actions.ts";
import { EmailField } from "@/features/auth/email-field.tsx";
import { FormField } from "@/features/auth/form-field.tsx";
import { OtherWays } from "@/features/auth/other-ways.tsx";
import { PasswordField } from "@/features/auth/password-field.tsx";
import { NobodySignedIn } from "@/features/live/nobody-signed-in.tsx";
import { safeNext } from "@/lib/safe-next.ts";

export const metadata: Metadata = { title: "Create account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const next = safeNext((await searchParams).next);
  if (await getVisitor()) redirect(next);
  return (
    <Ticket
      title="Create account"
      stub={
        <>
          Already have an account?{" "}
          <Link prefetch={false} href={{ pathname: "/sign-in", query: { next } }} className={textLinkClass}>
            Sign in
          </Link>
        </>
      }
    >
      <NobodySignedIn />
      <ActionForm action={signUp} button="Create account">
        <FormField label="Name" name="name" autoComplete="name" required maxLength={100} />
        <EmailField />
        <PasswordField kind="new" label="Password" />
        <input type="hidden" name="next" value={next} />
      </ActionForm>
      <OtherWays next={next} />
    </Ticket>
  );
}
