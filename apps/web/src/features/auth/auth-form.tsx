"use client";

import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { PasswordField } from "./password-field.tsx";
import type { AuthFormState } from "./refusals.ts";

/**
 * Sign-in or sign-up. The action runs on the server, so the form also works before scripts have loaded,
 * and its fields are always in the body of a POST.
 */
export function AuthForm({
  kind,
  action,
  next,
}: {
  kind: "sign-in" | "sign-up";
  action: (before: AuthFormState, form: FormData) => Promise<AuthFormState>;
  next: string;
}) {
  const [state, submit, pending] = useActionState(action, {});
  const form = useRef<HTMLFormElement>(null);
  const { errors = {}, values = {} } = state;

  useEffect(() => {
    if (state.message) form.current?.querySelector<HTMLElement>("[name=password]")?.focus();
    else if (state.errors) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [state]);

  const isNew = kind === "sign-up";
  return (
    <form ref={form} action={submit} className="grid gap-5">
      <Alert>{state.message}</Alert>
      {isNew && (
        <Field
          label="Name"
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={values.name}
          error={errors.name}
        />
      )}
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        defaultValue={values.email}
        error={errors.email}
      />
      <PasswordField
        autoComplete={isNew ? "new-password" : "current-password"}
        {...(isNew && { minLength: 8, hint: "At least 8 characters; a few words are better." })}
        error={errors.password}
      />
      <input type="hidden" name="next" value={next} />
      <Button type="submit" disabled={pending} aria-busy={pending}>
        {isNew ? "Create account" : "Sign in"}
      </Button>
    </form>
  );
}
