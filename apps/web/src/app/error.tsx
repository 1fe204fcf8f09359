"use client";

import { SiteHeader } from "@/components/site-header.tsx";
import { Button } from "@/components/ui/button.tsx";

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto grid w-full max-w-md justify-items-start gap-5 px-4 pt-16 pb-16">
        <h1 className="text-title">Something failed on our side</h1>
        <p className="text-muted">Nothing you did. It often works a moment later.</p>
        <Button look="secondary" onClick={retry}>
          Try again
        </Button>
      </main>
    </>
  );
}
