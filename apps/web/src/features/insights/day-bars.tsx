import type { Day } from "./findings.ts";

const tallest = 128;

/** A column for each day. Heights are attributes of drawings, since the policy allows no inline styles. */
export function DayBars({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.map(({ count }) => count));
  return (
    <div className="grid auto-cols-fr grid-flow-col gap-1 sm:gap-2">
      {days.map(({ date, count }, at) => (
        <div key={date} className="flex h-44 flex-col items-center justify-end gap-1 text-small tabular-nums">
          {count > 0 && <span className="font-medium">{count}</span>}
          <svg
            width="100%"
            height={Math.max(3, Math.round((count / most) * tallest))}
            className={`overflow-visible ${count > 0 ? "fill-accent stroke-accent-edge" : "fill-line stroke-none"}`}
          >
            <title>{`${date}: ${count}`}</title>
            <rect width="100%" height="100%" rx="3" />
          </svg>
          {/* Where it gets tight, every other day: today and backwards from it. */}
          <span className={`text-muted ${(days.length - at) % 2 === 0 ? "max-[24rem]:invisible" : ""}`}>
            {Number(date.slice(8))}
          </span>
        </div>
      ))}
    </div>
  );
}
