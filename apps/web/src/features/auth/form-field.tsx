"use client";

import { type ComponentProps, type InvalidEvent, use, useState } from "react";
import { flushSync } from "react-dom";
import { Field } from "@/components/ui/field.tsx";
import { FormStateContext } from "./action-form.tsx";

/** A field of an ActionForm: it has what was typed and what was refused, and says in place what is missing. */
export function FormField({ name, defaultValue, ...props }: ComponentProps<typeof Field> & { name: string }) {
  const state = use(FormStateContext);
  // Since the last answer: what the browser found, or nothing because the person is at it again.
  const [since, setSince] = useState<{ state: unknown; error?: string }>();
  const error = since?.state === state ? since.error : state.errors?.[name];

  function refuse(event: InvalidEvent<HTMLInputElement>) {
    const input = event.currentTarget;
    event.preventDefault();
    flushSync(() => setSince({ state, error: whatIsWrong(input) }));
    // In place of the browser's bubble: the first one gets the focus, and its error is read with it.
    if (input.form?.querySelector("input:invalid") === input) input.focus();
  }

  return (
    <Field
      {...props}
      name={name}
      defaultValue={state.values?.[name] ?? defaultValue}
      error={error}
      onInvalid={refuse}
      onInput={() => error && setSince({ state })}
    />
  );
}

function whatIsWrong({ validity, type, minLength, validationMessage }: HTMLInputElement): string {
  if (validity.valueMissing) return "Fill this in.";
  if (validity.typeMismatch && type === "email") return "This isn’t an email address.";
  if (validity.tooShort) return `Use at least ${minLength} characters.`;
  return validationMessage;
}
