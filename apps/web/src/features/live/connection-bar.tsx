"use client";

import { onlineManager, useMutationState, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
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
      <output
        className="fixed inset-x-0 bottom-0 z-10 in-[dialog]:static empty:hidden"
        data-bottom-bar={!online || isDown || signedOut || failed !== undefined || undefined}
      >
        {failed && (
          <Bar>
            <strong className="font-medium">{failed}</strong>
            <Button look="secondary" className="shrink-0" onClick={dismiss}>
              Dismiss
            </Button>
          </Bar>
        )}
        {!online ? (
          <Bar>
            You’re offline.
            {waiting > 0 &&
              ` ${waiting === 1 ? "1 change waits and is" : `${waiting} changes wait and are`} sent when you’re back.`}
          </Bar>
        ) : signedOut ? (
          <Bar>
            <span>
              You were signed out.{" "}
              {pending.length === 1 ? "1 change waits here and is" : `${pending.length} changes wait here and are`} sent
              when you sign in again.{" "}
              <span className="max-sm:hidden">Come back here then: the other tab can be closed.</span>
            </span>
            <a href="/sign-in" target="_blank" className={`shrink-0 ${buttonClass("secondary")}`} rel="noopener">
              Sign in in a new tab
            </a>
          </Bar>
        ) : (
          isDown && (
            <Bar>
              <span>
                The tasks service can’t be reached right now.{" "}
                <span className="max-sm:hidden">Your tasks are safe there.</span>
              </span>
              <Button look="secondary" className="shrink-0" onClick={() => client.invalidateQueries()}>
                Try again
              </Button>
            </Bar>
          )
        )}
      </output>
    </OnTop>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return (
    <span className="flex min-h-14 items-center justify-center gap-x-4 border-t-2 border-dashed border-edge bg-surface px-4 py-1 text-small">
      {children}
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
