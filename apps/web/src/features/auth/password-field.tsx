"use client";

import { type ComponentProps, useState } from "react";
import { Field } from "@/components/ui/field.tsx";

/** A password with a button that shows what was typed. */
export function PasswordField(
  props: Pick<ComponentProps<typeof Field>, "autoComplete" | "minLength" | "hint" | "error">,
) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      label="Password"
      name="password"
      type={shown ? "text" : "password"}
      required
      maxLength={128}
      autoCapitalize="none"
      spellCheck={false}
      aside={
        <button
          type="button"
          aria-label={shown ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-1 right-1 min-w-16 rounded-small px-3 text-small font-medium text-muted hover:text-ink"
        >
          {shown ? "Hide" : "Show"}
        </button>
      }
    />
  );
}
