"use client";

import { SiteHeader } from "@/components/site-header.tsx";
import { Button } from "@/components/ui/button.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto w-full max-w-md px-4 pt-4 pb-16 sm:pt-10">
        <Ticket
          title="Something failed on our side"
          stub={
            // Loaded anew, not only drawn: what failed is left behind.
            <a href="/" className={textLinkClass}>
              To the start
            </a>
          }
        >
          <p className="text-muted">Nothing you did. It often works a moment later.</p>
          <Button onClick={retry}>Try again</Button>
        </Ticket>
      </main>
    </>
  );
}
