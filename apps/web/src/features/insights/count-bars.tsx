/** A row for each number. */
export function CountBars({ rows }: { rows: readonly { key: string; words: string; count: number }[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <div className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-small">
      {rows.map(({ key, words, count }) => (
        <div key={key} className="col-span-2 grid grid-cols-subgrid items-center">
          <span className="text-muted">{words}</span>
          <span className="flex items-center gap-2 tabular-nums">
            <svg
              width={count === 0 ? "3" : `${Math.max(2, (count / most) * 88)}%`}
              height="20"
              className={`overflow-visible ${count > 0 ? "fill-accent stroke-accent-edge" : "fill-line stroke-none"}`}
            >
              <title>{`${words}: ${count}`}</title>
              <rect width="100%" height="100%" rx="3" />
            </svg>
            <span className="font-medium">{count}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
