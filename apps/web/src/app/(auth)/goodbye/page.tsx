import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button.tsx";

export const metadata: Metadata = { title: "Goodbye", robots: { index: false } };

export default function GoodbyePage() {
  return (
    <div className="grid justify-items-start gap-5 pt-6">
      <h1 className="text-title">Your account is deleted</h1>
      <p className="text-muted">
        Your tasks, tags, passkeys and sessions went with it. Thank you for having been here.
      </p>
      <Link href="/" className={buttonClass("secondary")}>
        To the start
      </Link>
    </div>
  );
}
