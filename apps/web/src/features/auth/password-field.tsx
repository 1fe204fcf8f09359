"use client";

import { type ComponentProps, type KeyboardEvent, useState } from "react";
import { FormField } from "./form-field.tsx";

/** A password: what was typed can be shown, and a locked Caps Lock is told. */
export function PasswordField({
  kind,
  label = kind === "current" ? "Password" : "New password",
  ...props
}: { kind: "current" | "new"; label?: string } & Pick<ComponentProps<typeof FormField>, "hint">) {
  const [shown, setShown] = useState(false);
  const [locked, setLocked] = useState(false);
  const look = (event: KeyboardEvent) => setLocked(event.getModifierState("CapsLock"));
  return (
    <div className="grid gap-1.5">
      <FormField
        {...(kind === "new" && { minLength: 8, hint: "At least 8 characters; a few words are better." })}
        {...props}
        label={label}
        name={kind === "current" ? "password" : "newPassword"}
        autoComplete={`${kind}-password`}
        type={shown ? "text" : "password"}
        required
        maxLength={128}
        autoCapitalize="none"
        spellCheck={false}
        onKeyDown={look}
        onKeyUp={look}
        aside={
          <button
            type="button"
            aria-label="Show password"
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-control text-muted hover:text-ink noscript:hidden"
          >
            <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5 fill-none stroke-current stroke-2">
              <path strokeLinejoin="round" d="M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12z" />
              <circle cx="12" cy="12" r="3" />
              {!shown && <path strokeLinecap="round" d="M4 20 20 4" />}
            </svg>
          </button>
        }
      />
      <p aria-live="polite" className="text-small font-medium empty:absolute">
        {locked && "Caps Lock is on."}
      </p>
    </div>
  );
}
