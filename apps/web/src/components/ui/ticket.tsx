import type { ReactNode } from "react";

/** A ticket with one thing to do, and a stub with the other way out. */
export function Ticket({ title, stub, children }: { title: string; stub: ReactNode; children: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-surface">
      <div className="grid gap-6 px-5 py-7 sm:px-8">
        <h1 className="text-title">{title}</h1>
        {children}
      </div>
      <p className="tear px-5 py-5 text-center text-muted sm:px-8">{stub}</p>
    </div>
  );
}
