import type { ComponentProps } from "react";
import { inputClass, Labelled } from "./field.tsx";

type Options = {
  /** Value and words of each. */
  options: readonly (readonly [value: string, words: string])[];
};

/** The browser's own select in our look. Give it an `aria-label`, or take SelectField. */
export function Select({ options, className = "", ...select }: ComponentProps<"select"> & Options) {
  return (
    <select className={`${inputClass} cursor-pointer hover:border-ink ${className}`} {...select}>
      {options.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** A select with its label above. */
export function SelectField({
  label,
  hint,
  error,
  ...select
}: ComponentProps<"select"> & Options & { label: string; hint?: string; error?: string | undefined }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(tied) => <Select {...tied} {...select} />}
    </Labelled>
  );
}
