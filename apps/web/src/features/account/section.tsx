import type { ReactNode } from "react";

/** One part of the account's ticket: what it is about on the left, what can be done on the right. */
export function Section({
  id,
  title,
  note,
  children,
}: {
  id: string;
  title: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="scroll-mt-4 not-first:tear grid gap-x-10 gap-y-5 px-5 py-8 sm:px-8 md:grid-cols-[13rem_1fr]"
    >
      <div className="grid content-start gap-1.5">
        <h2 id={`${id}-title`}>{title}</h2>
        {note && <p className="text-small text-muted">{note}</p>}
      </div>
      <div className="grid min-w-0 content-start gap-5">{children}</div>
    </section>
  );
}
