"use client";

import { unstable_rethrow } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { FormField } from "@/features/auth/form-field.tsx";
import { PasswordField } from "@/features/auth/password-field.tsx";
import type { FormAction } from "@/features/auth/refusals.ts";
import { sessionIsEnding } from "@/lib/browser-token.ts";
import { deleteAccount } from "./actions.ts";

/** The stream of changes ends with the account, perhaps before the answer is here. */
function deleteAndLeave(uuid: string): FormAction {
  return async (before, form) => {
    sessionIsEnding(uuid);
    try {
      const refused = await deleteAccount(before, form);
      sessionIsEnding(undefined);
      return refused;
    } catch (error) {
      unstable_rethrow(error);
      sessionIsEnding(undefined);
      throw error;
    }
  };
}

type Props = { email: string; hasPassword: boolean };

/** Asks for the address, typed, and for the password if there is one: in a dialog, without scripts in place. */
export function DeleteAccount({ uuid, ...props }: Props & { uuid: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)} className="sm:justify-self-start noscript:hidden">
        Delete my account
      </Button>
      <noscript>
        <DeleteForm {...props} action={deleteAccount} />
      </noscript>
      {open && (
        <Dialog title="Delete your account?" onClose={() => setOpen(false)}>
          <DeleteForm {...props} action={deleteAndLeave(uuid)} />
        </Dialog>
      )}
    </>
  );
}

function DeleteForm({ email, hasPassword, action }: Props & { action: FormAction }) {
  return (
    <ActionForm action={action} button="Delete everything" look="danger">
      <p>
        All of your tasks, tags, passkeys and sessions go with it, at once and for good. Download your data first if you
        want to keep it.
      </p>
      <FormField
        label="Type your email to confirm"
        name="confirm"
        type="text"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        hint={email}
      />
      {hasPassword && <PasswordField kind="current" label="Your password" />}
    </ActionForm>
  );
}
