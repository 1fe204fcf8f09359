import type { Route } from "next";
import Link from "next/link";
import { textLinkClass } from "@/components/ui/text-link.ts";

/** One number, what it counts, and the way to what is behind it. */
export function NumberTicket({
  count,
  words,
  note,
  link,
}: {
  count: number;
  words: string;
  note: string;
  link: { href: Route; words: string };
}) {
  return (
    <section className="grid content-between rounded-card border border-line bg-surface">
      <div className="grid gap-1 px-5 pt-5 pb-4">
        <h2 className="text-body text-muted">{words}</h2>
        <p className="text-display font-semibold tabular-nums">{count}</p>
        <p className="text-small text-muted">{note}</p>
      </div>
      <p className="tear px-5 py-1.5">
        <Link
          prefetch={false}
          href={link.href}
          className={`inline-flex min-h-11 items-center text-small ${textLinkClass}`}
        >
          {link.words}
        </Link>
      </p>
    </section>
  );
}
