"use client";

import Link from "next/link";
import { Failed } from "@/components/failed.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";

/** In place of the page alone: what waits to be sent lives around it. */
export default function PageError({ retry }: { retry: () => void }) {
  return (
    <Failed
      retry={retry}
      stub={
        <Link prefetch={false} href="/account" className={textLinkClass}>
          To your account
        </Link>
      }
    />
  );
}
