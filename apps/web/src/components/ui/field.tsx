import { type ComponentProps, type ReactNode, useId } from "react";

export const inputClass =
  "min-h-11 w-full rounded-control border border-edge bg-surface px-3 text-body placeholder:text-muted aria-invalid:border-danger";

/** A labelled input with its hint and error tied to it. `aside` stands at the input's right end. */
export function Field({
  label,
  hint,
  error,
  aside,
  ...input
}: ComponentProps<"input"> & {
  label: string;
  hint?: string;
  error?: string | undefined;
  aside?: ReactNode;
}) {
  const id = useId();
  const notes = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={notes || undefined}
          className={`${inputClass} ${aside ? "pr-20" : ""}`}
          {...input}
        />
        {aside}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-small font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
