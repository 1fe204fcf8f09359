import type { ReactNode } from "react";

/** A chart for the eye, its finding in words, and the numbers behind it as a table. */
export function Figure({
  title,
  finding,
  head,
  rows,
  children,
}: {
  title: string;
  finding: string;
  /** What the two columns of the table are. */
  head: readonly [string, string];
  rows: readonly { key: string; name: ReactNode; count: number }[];
  children: ReactNode;
}) {
  return (
    <figure className="rounded-card border border-line bg-surface">
      <figcaption className="grid gap-1 px-5 pt-5 sm:px-7 sm:pt-6">
        <h2>{title}</h2>
        <p className="text-muted">{finding}</p>
      </figcaption>
      <div aria-hidden="true" className="px-5 py-6 sm:px-7">
        {children}
      </div>
      <details className="group tear px-5 py-3 sm:px-7">
        <summary className="flex min-h-11 cursor-pointer items-center gap-2 text-small font-medium text-muted hover:text-ink">
          <svg
            viewBox="0 0 16 16"
            aria-hidden="true"
            className="size-4 fill-none stroke-current stroke-2 group-open:rotate-90"
          >
            <path strokeLinecap="round" strokeLinejoin="round" d="m6 3.5 4.5 4.5L6 12.5" />
          </svg>
          The numbers as a table
        </summary>
        <table className="mb-3 w-full text-small">
          <thead>
            <tr className="border-b border-line text-left">
              <th className="py-1.5 font-medium">{head[0]}</th>
              <th className="py-1.5 text-right font-medium">{head[1]}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map(({ key, name, count }) => (
              <tr key={key}>
                <th scope="row" className="py-1.5 text-left font-normal">
                  {name}
                </th>
                <td className="py-1.5 text-right tabular-nums">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
