import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getVisitor } from "@/auth/visitor.ts";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { Ticket } from "@/components/ui/ticket.tsx";
import { AccountDeleted } from "@/features/live/account-deleted.tsx";

export const metadata: Metadata = { title: "Goodbye", robots: { index: false } };

/** For nobody who is signed in: it tells the other tabs that nobody is. */
export default async function GoodbyePage() {
  if (await getVisitor()) redirect("/tasks");
  return (
    <Ticket
      title="Your account is deleted"
      stub={
        <Link prefetch={false} href="/" className={textLinkClass}>
          To the start
        </Link>
      }
    >
      <AccountDeleted />
      <p className="text-muted">
        Your tasks, tags, passkeys and sessions went with it. Thank you for having been here.
      </p>
    </Ticket>
  );
}
