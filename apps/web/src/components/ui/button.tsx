import type { ComponentProps } from "react";

const looks = {
  primary: "border-accent-edge bg-accent text-on-accent hover:bg-accent-strong font-semibold px-4",
  secondary:
    "border-edge bg-surface text-ink hover:border-ink aria-pressed:border-ink aria-pressed:bg-line font-medium px-4",
  danger: "border-danger bg-surface text-danger hover:bg-danger-soft font-medium px-4",
  quiet: "border-transparent text-muted hover:text-ink hover:bg-line/50 px-3 text-small",
} as const;

export type ButtonLook = keyof typeof looks;

/** The classes of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = "primary"): string {
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-control border disabled:opacity-60 aria-disabled:opacity-60 ${looks[look]}`;
}

export function Button({
  look = "primary",
  className = "",
  type = "button",
  ...props
}: ComponentProps<"button"> & { look?: ButtonLook }) {
  return <button type={type} className={`${buttonClass(look)} ${className}`} {...props} />;
}
