import type { ReactNode } from "react";

/** A line of a list on the account page: what it is, something about it, and what can be done. */
export function Row({ title, note, children }: { title: ReactNode; note: ReactNode; children?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line py-3 not-first:border-t first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{title}</p>
        <p className="text-small text-muted">{note}</p>
      </div>
      {children}
    </li>
  );
}
