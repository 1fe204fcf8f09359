import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";
import { SkipLink } from "./skip-link.tsx";

/** The top of every page: the way past it, the name, and what belongs to the page. */
export function SiteHeader({ children }: { children?: ReactNode }) {
  return (
    <>
      <SkipLink to="content" />
      <header className="mx-auto flex min-h-18 w-full max-w-5xl flex-wrap items-center gap-x-3 px-4 py-2 sm:px-6 [&_[popover]]:[position-area:block-end_span-inline-start]">
        <Link
          href="/"
          prefetch={false}
          className="-my-1.5 -ml-1.5 mr-auto flex items-center gap-2.5 p-1.5 font-semibold tracking-tight sm:has-[+nav]:mr-2"
        >
          <Mark />
          Claimcheck
        </Link>
        {children}
      </header>
      <span id="content" tabIndex={-1} />
    </>
  );
}
