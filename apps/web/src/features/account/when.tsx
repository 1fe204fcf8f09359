import "server-only";
import { visitorTimeZone } from "@/lib/time-zone.ts";

const steps = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;
const relative = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });

/**
 * How long ago something was, up to a week; then its date. The exact time in the visitor's zone on hover. `vague`: what
 * is known no better than to the hour.
 */
export async function When({ at, vague = false }: { at: Date | string; vague?: boolean }) {
  const date = new Date(at);
  const timeZone = await visitorTimeZone();
  const exact = date.toLocaleString("en-GB", { dateStyle: "full", timeStyle: "short", timeZone });
  const seconds = (Date.now() - date.getTime()) / 1000;
  const [unit, size] = steps.find(([, length]) => seconds >= length) ?? ["second", 60];
  const words =
    vague && seconds < 3600
      ? "within the last hour"
      : seconds > 7 * 86_400
        ? date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone })
        : relative.format(-Math.floor(seconds / size), unit);
  return (
    <time dateTime={date.toISOString()} title={exact}>
      {words === "now" ? "just now" : words}
    </time>
  );
}
