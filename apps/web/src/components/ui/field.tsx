import { type ComponentProps, type ReactNode, useId } from "react";

export const inputClass =
  "min-h-11 w-full rounded-control border border-edge bg-surface px-3 text-body placeholder:text-muted aria-invalid:border-danger";

type Labels = { label: string; hint?: string | undefined; error?: string | undefined };
type Tied = { id: string; "aria-invalid": true | undefined; "aria-describedby": string | undefined };

/** A label above a control, and a hint and an error below that are tied to it by what `children` is given. */
export function Labelled({ label, hint, error, children }: Labels & { children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const notes = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": notes || undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-small wrap-anywhere text-muted">
          {hint}
        </p>
      )}
      {/* Read out when it comes, since the focus may be in the control already. */}
      <div aria-live="polite" className="empty:absolute">
        {error && (
          <p id={`${id}-error`} className="text-small font-medium wrap-anywhere text-danger">
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

/** A labelled input. `aside` stands at the input's right end. */
export function Field({
  label,
  hint,
  error,
  aside,
  ...input
}: ComponentProps<"input"> & Labels & { aside?: ReactNode }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(tied) => (
        <div className="relative">
          <input {...tied} className={`${inputClass} ${aside ? "pr-20" : ""}`} {...input} />
          {aside}
        </div>
      )}
    </Labelled>
  );
}
