import type { Metadata } from "next";
import Link from "next/link";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { NobodySignedIn } from "@/features/live/nobody-signed-in.tsx";

export const metadata: Metadata = { title: "Goodbye", robots: { index: false } };

export default function GoodbyePage() {
  return (
    <Ticket
      title="Your account is deleted"
      stub={
        <Link href="/" className={textLinkClass}>
          To the start
        </Link>
      }
    >
      <NobodySignedIn />
      <p className="text-muted">
        Your tasks, tags, passkeys and sessions went with it. Thank you for having been here.
      </p>
    </Ticket>
  );
}
