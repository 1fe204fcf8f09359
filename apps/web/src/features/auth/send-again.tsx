"use client";

import { ActionForm } from "./action-form.tsx";
import { inWords, useSecondsLeft } from "./countdown.tsx";
import type { FormAction } from "./refusals.ts";

/** The same mail once more, when the wait is over. The server waits, too: without scripts it says how long. */
export function SendAgain({ action, wait, of }: { action: FormAction; wait: number; of: unknown }) {
  const left = useSecondsLeft(wait, of);
  return (
    <ActionForm
      action={action}
      button={left > 0 ? `Send again in ${inWords(left)}` : "Send again"}
      look="secondary"
      disabled={left > 0}
    />
  );
}
