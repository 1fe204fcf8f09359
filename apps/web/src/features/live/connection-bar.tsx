"use client";

import { onlineManager, useMutationState, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { barClass } from "@/components/ui/bars.tsx";
import { Button, buttonClass } from "@/components/ui/button.tsx";
import { OnTop } from "@/components/ui/on-top.tsx";
import { useApiIsDown } from "@/lib/api-provider.tsx";
import { useFailedAttempt } from "@/lib/attempt.ts";
import { useSignedOut } from "./signed-out.ts";

/** Says when the browser is offline or the API is away, and keeps people from leaving changes behind. */
export function ConnectionBar() {
  const online = useSyncExternalStore(
    (onChange) => onlineManager.subscribe(onChange),
    () => onlineManager.isOnline(),
    () => true,
  );
  const isDown = useApiIsDown();
  const client = useQueryClient();
  const pending = useMutationState({ filters: { status: "pending" }, select: ({ state }) => state.isPaused });
  const waiting = pending.filter(Boolean).length;
  useWarningBeforeLeaving(pending.length > 0);
  const signedOut = useSignedOut();
  const [failed, dismiss] = useFailedAttempt();
  return (
    <OnTop>
      <output className="mb-3 grid gap-3 empty:hidden in-[dialog]:mx-4">
        {failed && (
          <Bar
            action={
              <Button look="secondary" onClick={dismiss}>
                Dismiss
              </Button>
            }
          >
            <strong className="font-medium">{failed}</strong>
          </Bar>
        )}
        {!online ? (
          <Bar>
            You’re offline.
            {waiting > 0 &&
              ` ${waiting === 1 ? "1 change waits and is" : `${waiting} changes wait and are`} sent when you’re back.`}
          </Bar>
        ) : signedOut ? (
          <Bar
            action={
              <a href="/sign-in" target="_blank" className={buttonClass("secondary")} rel="noopener">
                Sign in in a new tab
              </a>
            }
          >
            You were signed out.{" "}
            {pending.length === 1 ? "1 change waits here and is" : `${pending.length} changes wait here and are`} sent
            when you sign in again.{" "}
            <span className="max-sm:hidden">Come back here then: the other tab can be closed.</span>
          </Bar>
        ) : (
          isDown && (
            <Bar
              action={
                <Button look="secondary" onClick={() => client.invalidateQueries()}>
                  Try again
                </Button>
              }
            >
              The tasks service can’t be reached right now.{" "}
              <span className="max-sm:hidden">Your tasks are safe there.</span>
            </Bar>
          )
        )}
      </output>
    </OnTop>
  );
}

function Bar({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <span className={`${barClass} text-small`}>
      <span className="min-w-0 flex-1 basis-56">{children}</span>
      {action}
    </span>
  );
}

function useWarningBeforeLeaving(active: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!active) return;
    // What was dropped a moment ago, because somebody else is here now, is no reason to stay.
    const warn = (event: BeforeUnloadEvent) => client.isMutating() > 0 && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [active, client]);
}
