import Link from "next/link";
import { redirect } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { getVisitor } from "@/auth/visitor.ts";
import { SiteHeader } from "@/components/site-header.tsx";
import { buttonClass } from "@/components/ui/button.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";

const steps = [
  {
    title: "Sign in here",
    text: "This site knows your password and your session. It keeps none of your tasks.",
  },
  {
    title: "Get a claim check",
    text: "A signed note that says who you are. It’s good for a few minutes and only for one counter.",
  },
  {
    title: "Show it at the counter",
    text: "The tasks service checks the signature, trusts nothing else, and hands out your rows alone.",
  },
];

export default async function LandingPage() {
  if (await getVisitor()) redirect("/tasks");
  return (
    <>
      <SiteHeader>
        <Link prefetch={false} href="/sign-in" className={`-mr-3 ${buttonClass("quiet")}`}>
          Sign in
        </Link>
      </SiteHeader>
      <main className="mx-auto grid w-full max-w-5xl gap-14 px-4 pt-10 pb-20 sm:px-6 sm:pt-20 lg:gap-20">
        <div className="grid max-w-3xl gap-6">
          <h1 className="text-display">Your tasks, handed to you and to nobody else.</h1>
          <p className="max-w-2xl text-lead text-muted">
            Claimcheck is a task list made of two services that don’t take each other’s word. One signs you in. The
            other keeps your tasks, and checks a signed claim before it opens a single row.
          </p>
          <div className="flex flex-wrap gap-3">
            <Link prefetch={false} href="/sign-up" className={buttonClass()}>
              Create account
            </Link>
            <a href={`${getIssuer().config.API_URL}/docs`} className={buttonClass("secondary")}>
              API reference
            </a>
          </div>
        </div>
        <ol className="grid overflow-hidden rounded-card border border-line bg-surface md:grid-cols-3">
          {steps.map(({ title, text }, index) => (
            <li
              key={title}
              className="grid grid-cols-[auto_1fr] content-start gap-x-4 gap-y-1 border-line px-5 py-6 not-first:border-t-2 not-first:border-dashed md:grid-cols-1 md:px-7 md:py-8 md:not-first:border-t-0 md:not-first:border-l-2"
            >
              <span
                aria-hidden="true"
                className="row-span-2 text-title font-semibold text-muted tabular-nums md:row-span-1 md:mb-3"
              >
                {index + 1}
              </span>
              <h2>{title}</h2>
              <p className="text-muted">{text}</p>
            </li>
          ))}
        </ol>
        <p className="text-muted">
          The keys are public:{" "}
          <a href="/.well-known/jwks.json" className={textLinkClass}>
            jwks.json
          </a>
        </p>
      </main>
    </>
  );
}
