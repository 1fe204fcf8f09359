"use client";

import { Failed } from "@/components/failed.tsx";
import { SiteHeader } from "@/components/site-header.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <>
      <SiteHeader />
      <Failed
        retry={retry}
        stub={
          // Loaded anew, not only drawn: what failed is left behind.
          <a href="/" className={textLinkClass}>
            To the start
          </a>
        }
      />
    </>
  );
}
