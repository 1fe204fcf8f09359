"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { loadWebauthn } from "./load-webauthn.ts";

/** Signs in with what the device keeps; the code for it comes with the first click. */
export function PasskeySignIn({ next }: { next: string }) {
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function signIn() {
    if (busy) return;
    setMessage(undefined);
    setBusy(true);
    const { signInWithPasskey } = await loadWebauthn();
    const failed = await signInWithPasskey();
    if (failed === undefined) return window.location.assign(next);
    setMessage(failed);
    setBusy(false);
  }

  return (
    <div className="grid gap-3 noscript:hidden">
      <Alert>{message}</Alert>
      <Button look="secondary" aria-busy={busy} onClick={signIn}>
        Use a passkey
      </Button>
    </div>
  );
}
