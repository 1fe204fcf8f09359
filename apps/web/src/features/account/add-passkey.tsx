"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { loadWebauthn } from "@/features/auth/load-webauthn.ts";
import { leaveToSignIn } from "@/lib/browser-token.ts";

/** Makes a passkey on this device; it is named after it, and can be renamed. */
export function AddPasskey({ name }: { name: string }) {
  const router = useRouter();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function add() {
    if (busy) return;
    setFailed(undefined);
    setBusy(true);
    const { addPasskey } = await loadWebauthn();
    const trouble = await addPasskey(name, leaveToSignIn);
    setFailed(trouble);
    setBusy(false);
    if (!trouble) router.refresh();
  }

  return (
    <div className="grid gap-3 noscript:hidden">
      <Alert>{failed}</Alert>
      <Button look="secondary" aria-busy={busy} onClick={add} className="sm:justify-self-start">
        Add a passkey
      </Button>
    </div>
  );
}
