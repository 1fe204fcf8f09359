"use client";

import "./globals.css";
import { Mark } from "@/components/mark.tsx";
import { buttonClass } from "@/components/ui/button.tsx";

/** The last resort, when not even the layout could be made. It needs no script: the way on is a plain link. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Something failed · Claimcheck</title>
      </head>
      <body className="flex min-h-dvh flex-col">
        <main className="mx-auto grid w-full max-w-md justify-items-start gap-5 px-4 pt-16 pb-16">
          <Mark />
          <h1 className="text-title">Something failed on our side</h1>
          <p className="text-muted">Nothing you did. It often works a moment later.</p>
          <a href="/" className={buttonClass("secondary")}>
            To the start
          </a>
        </main>
      </body>
    </html>
  );
}
