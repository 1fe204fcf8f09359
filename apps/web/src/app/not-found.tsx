import type { Metadata } from "next";
import Link from "next/link";
import { SiteHeader } from "@/components/site-header.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto w-full max-w-md px-4 pt-4 pb-16 sm:pt-10">
        <Ticket
          title="There is nothing at this address"
          stub={
            <Link prefetch={false} href="/" className={textLinkClass}>
              To the start
            </Link>
          }
        >
          <p className="text-muted">The link may be old, or a letter went missing.</p>
        </Ticket>
      </main>
    </>
  );
}
