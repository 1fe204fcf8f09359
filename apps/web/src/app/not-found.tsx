import type { Metadata } from "next";
import Link from "next/link";
import { SiteHeader } from "@/components/site-header.tsx";
import { buttonClass } from "@/components/ui/button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto grid w-full max-w-md justify-items-start gap-5 px-4 pt-16 pb-16">
        <h1 className="text-title">There is nothing at this address</h1>
        <p className="text-muted">The link may be old, or a letter went missing.</p>
        <Link href="/" className={buttonClass("secondary")}>
          To the start
        </Link>
      </main>
    </>
  );
}
