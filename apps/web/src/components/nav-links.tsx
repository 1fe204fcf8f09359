"use client";

import type { Route } from "next";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";

/** The signed-in pages, the one that is shown marked. On a phone they have a row of their own. */
export function NavLinks({ pages }: { pages: readonly (readonly [path: Route, name: string])[] }) {
  const shown = usePathname();
  return (
    <nav aria-label="Pages" className="flex gap-1 max-sm:order-last max-sm:w-full max-sm:pt-1 sm:mr-auto">
      {pages.map(([path, name]) => (
        <Link
          key={path}
          href={path}
          prefetch={false}
          aria-current={path === shown ? "page" : undefined}
          className="relative flex min-h-11 items-center justify-center rounded-control px-1 text-small font-medium text-muted hover:bg-line/50 hover:text-ink aria-[current]:bg-accent aria-[current]:text-on-accent max-sm:flex-1 sm:px-3 forced-colors:aria-[current]:underline"
        >
          {name}
          <Pending />
        </Link>
      ))}
    </nav>
  );
}

/** A page that is on its way says so where it was asked for. */
function Pending() {
  const { pending } = useLinkStatus();
  return (
    pending && (
      <span
        aria-hidden="true"
        className="absolute inset-x-3 bottom-1.5 h-0.5 rounded-full bg-ink motion-safe:animate-pulse"
      />
    )
  );
}
