import type { ComponentProps } from "react";
import { inputClass, Labelled } from "./field.tsx";

/** A labelled text of several lines, which grows with what is written where the browser can do that. */
export function TextArea({
  label,
  hint,
  error,
  ...area
}: ComponentProps<"textarea"> & { label: string; hint?: string; error?: string | undefined }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(tied) => (
        <textarea {...tied} rows={4} className={`field-sizing-content max-h-96 py-2.5 ${inputClass}`} {...area} />
      )}
    </Labelled>
  );
}
