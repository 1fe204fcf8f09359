"use client";

import { Failed } from "@/components/failed.tsx";
import { Mark } from "@/components/mark.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";

/** Its ways on load the page anew, not only draw it: what failed is left behind. */
export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <>
      {/* Not SiteHeader: every page would load Next's link a second time, for this one. */}
      <header className="mx-auto flex min-h-18 w-full max-w-5xl items-center px-4 py-2 sm:px-6">
        <a href="/" className="-my-1.5 -ml-1.5 flex items-center gap-2.5 p-1.5 font-semibold tracking-tight">
          <Mark />
          Claimcheck
        </a>
      </header>
      <Failed
        retry={retry}
        stub={
          <a href="/" className={textLinkClass}>
            To the start
          </a>
        }
      />
    </>
  );
}
