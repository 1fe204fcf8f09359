import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** The top of every page: the name, and what belongs to the page on the right. */
export function SiteHeader({ children }: { children?: ReactNode }) {
  return (
    <header className="mx-auto flex w-full max-w-5xl flex-wrap items-center justify-between gap-x-4 min-h-18 px-4 py-2 sm:px-6">
      <Link href="/" className="-m-1.5 flex items-center gap-2.5 p-1.5 font-semibold tracking-tight">
        <Mark />
        Claimcheck
      </Link>
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 text-small">{children}</div>
    </header>
  );
}
