import type { ComponentProps } from "react";

/** A button with a drawing (24 by 24, stroked) and a name for those who can't see it. */
export function IconButton({
  label,
  path,
  ...props
}: Omit<ComponentProps<"button">, "children" | "className"> & { label: string; path: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid h-11 w-10 sm:w-11 place-items-center rounded-control text-muted hover:bg-line/50 hover:text-ink disabled:opacity-50"
      {...props}
    >
      <svg
        viewBox="0 0 24 24"
        aria-hidden="true"
        className="size-5 fill-none stroke-current stroke-2"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={path} />
      </svg>
    </button>
  );
}
