import type { ReactNode } from "react";

/**
 * A small fact about something. `tone` is a class that paints it: `tag-red`, say.
 * With `onRemove` it ends in a button that takes it away, named `removeLabel`.
 */
export function Chip({
  children,
  tone = "border-line bg-surface",
  onRemove,
  removeLabel,
}: { children: ReactNode; tone?: string } & (
  | { onRemove?: undefined; removeLabel?: undefined }
  | { onRemove: () => void; removeLabel: string }
)) {
  return (
    <span
      className={`inline-flex max-w-full items-center rounded-small border px-1.5 text-small font-medium ${onRemove ? "min-h-8 pr-0" : ""} ${tone}`}
    >
      <span className="min-w-0 wrap-anywhere">{children}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={removeLabel}
          title={removeLabel}
          onClick={onRemove}
          className="relative grid size-8 shrink-0 place-items-center before:absolute before:-inset-y-1.5 before:inset-x-0 before:content-['']"
        >
          <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 fill-none stroke-current stroke-2">
            <path strokeLinecap="round" d="m4.5 4.5 7 7m0-7-7 7" />
          </svg>
        </button>
      )}
    </span>
  );
}
