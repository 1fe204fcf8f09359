import Link from "next/link";
import { redirect } from "next/navigation";
import { getVisitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { NobodySignedIn } from "@/features/live/nobody-signed-in.tsx";
import { safeNext } from "@/lib/safe-next.ts";
import { signIn, signUp } from "./actions.ts";
import { AuthForm } from "./auth-form.tsx";

const ways = {
  "sign-in": {
    title: "Sign in",
    action: signIn,
    stub: { ask: "No account yet?", answer: "Create one", to: "/sign-up" },
  },
  "sign-up": {
    title: "Create account",
    action: signUp,
    stub: { ask: "Already have an account?", answer: "Sign in", to: "/sign-in" },
  },
} as const;

/** Sign-in or sign-up: a ticket with the form, and a stub for the other way in. */
export async function AuthPage(props: {
  kind: keyof typeof ways;
  searchParams: Promise<{ next?: string | string[] | undefined }>;
}) {
  const next = safeNext((await props.searchParams).next);
  if (await getVisitor()) redirect(next);
  const { title, action, stub } = ways[props.kind];
  return (
    <div className="rounded-card border border-line bg-surface">
      <NobodySignedIn />
      <div className="grid gap-6 px-5 py-7 sm:px-8">
        <h1 className="text-title">{title}</h1>
        <AuthForm kind={props.kind} action={action} next={next} />
      </div>
      <p className="tear px-5 py-5 text-center text-muted sm:px-8">
        {stub.ask}{" "}
        <Link href={{ pathname: stub.to, query: { next } }} className={textLinkClass}>
          {stub.answer}
        </Link>
      </p>
    </div>
  );
}
