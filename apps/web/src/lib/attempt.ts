"use client";

import { unstable_rethrow } from "next/navigation";
import { type FormEvent, startTransition, useSyncExternalStore } from "react";
import { reloadIfOutdated } from "./new-build.ts";

let failed: string | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The words of the last attempt, if it didn't get through, and what takes them away. */
export function useFailedAttempt(): [words: string | undefined, dismiss: () => void] {
  const words = useSyncExternalStore(
    subscribe,
    () => failed,
    () => undefined,
  );
  return [words, () => tell(undefined)];
}

function tell(words: string | undefined): void {
  failed = words;
  for (const listener of listeners) listener();
}

/** Runs a server action from a script. When it doesn't get through, the page stays as it is and says so. */
export function attempt(action: () => Promise<void>, words: string): void {
  tell(undefined);
  startTransition(async () => {
    try {
      await action();
    } catch (error) {
      // A redirect comes as an error, too.
      unstable_rethrow(error);
      if (!reloadIfOutdated(error)) tell(words);
    }
  });
}

/** The same for a form, which without scripts posts itself. */
export function attemptOf(action: (form: FormData) => Promise<void>, words: string) {
  return (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    attempt(() => action(form), words);
  };
}
