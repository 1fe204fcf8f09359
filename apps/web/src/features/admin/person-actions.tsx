"use client";

import { unstable_rethrow } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { Button } from "@/components/ui/button.tsx";
import { reloadIfOutdated } from "@/lib/new-build.ts";
import { type AdminAction, type AdminResult, changePerson } from "./actions.ts";

/** Disable or enable an account, and sign it out everywhere; disabling asks once more. */
export function PersonActions({ id, name, disabled }: { id: string; name: string; disabled: boolean }) {
  const [asking, setAsking] = useState(false);
  const [result, setResult] = useState<AdminResult>({});
  const [busy, start] = useTransition();
  const first = useRef<HTMLButtonElement>(null);
  const run = (action: AdminAction) => {
    if (busy) return;
    setAsking(false);
    start(async () => {
      const result = await changePerson(action, id).catch((error): AdminResult => {
        // A redirect comes as an error, too.
        unstable_rethrow(error);
        reloadIfOutdated(error);
        return { failed: "That didn’t get through. Try again in a moment." };
      });
      setResult(result);
    });
  };
  function disable(): void {
    // The button that was pressed goes, and this one stays.
    first.current?.focus();
    run("disable");
  }
  return (
    <fieldset className="grid content-start justify-items-start gap-2">
      <legend className="sr-only">{name}</legend>
      <div className="flex flex-wrap gap-2">
        <Button
          ref={first}
          look="secondary"
          aria-disabled={busy}
          aria-expanded={disabled ? undefined : asking}
          onClick={() => (disabled ? run("enable") : busy || setAsking(!asking))}
        >
          {disabled ? "Enable" : "Disable"}
        </Button>
        <Button look="secondary" aria-disabled={busy} onClick={() => run("signOut")}>
          Sign out everywhere
        </Button>
      </div>
      {asking && !disabled && (
        <Button look="danger" className="wrap-anywhere" onClick={disable}>
          Yes, disable {name} at once
        </Button>
      )}
      <p aria-live="polite" className="text-small">
        {result.said}
        <span className="font-medium text-danger">{result.failed}</span>
      </p>
    </fieldset>
  );
}
