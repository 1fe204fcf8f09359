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
      <details className="tear px-5 py-3 sm:px-7">
        <summary className="flex min-h-11 cursor-pointer items-center text-small font-medium text-muted hover:text-ink">
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
