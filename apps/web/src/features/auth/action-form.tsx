"use client";

import Link from "next/link";
import { unstable_rethrow } from "next/navigation";
import {
  type ComponentProps,
  createContext,
  type FormEvent,
  type ReactNode,
  useActionState,
  useEffect,
  useRef,
  useState,
  useTransition,
} from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { reloadIfOutdated, restoreFields } from "@/lib/new-build.ts";
import { Countdown } from "./countdown.tsx";
import type { FormAction, FormState } from "./refusals.ts";

/** What the last attempt led to, for the fields inside. */
export const FormStateContext = createContext<FormState>({});

/**
 * A form whose action runs on the server. Before scripts have loaded it is a plain POST; afterwards a refused
 * attempt, or one that didn't get through, leaves every field as it was typed. Where the server has a new build, the page
 * is reloaded once and the fields are filled in again.
 */
export function ActionForm({
  id,
  action,
  button,
  look = "primary",
  disabled = false,
  atOnce = false,
  children,
  className = "grid gap-5",
}: {
  /** For buttons that stand outside of it (`form`). */
  id?: string;
  action: FormAction;
  /** None: the buttons stand among the children, and each sends its own name and value. */
  button?: ReactNode;
  look?: ComponentProps<typeof Button>["look"];
  disabled?: boolean;
  /** Sends itself where scripts run; elsewhere its button does. */
  atOnce?: boolean;
  children?: ReactNode;
  className?: string;
}) {
  const [posted, post] = useActionState(action, {});
  const [sent, setSent] = useState<FormState>();
  const [pending, start] = useTransition();
  const form = useRef<HTMLFormElement>(null);
  const begun = useRef(false);
  const reloaded = useRef(false);
  const state = sent ?? posted;

  useEffect(() => {
    if (!form.current || !restoreFields(form.current)) return;
    reloaded.current = true;
    if (!atOnce) setSent({ message: "This page has been updated. Send it again." });
  }, [atOnce]);

  useEffect(() => {
    if (!atOnce || begun.current) return;
    begun.current = true;
    form.current?.requestSubmit();
  }, [atOnce]);

  useEffect(() => {
    // A form may be a long list, and what was pressed at its end.
    if (state.message) form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
    if (state.said) settle(form.current);
    else if (state.errors) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    else if (state.retype) form.current?.querySelector<HTMLInputElement>(`[name="${state.retype}"]`)?.select();
  }, [state]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending || disabled) return;
    const fields = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    start(async () => {
      const result = await action(state, fields).catch((error): FormState => {
        // A redirect comes as an error, too.
        unstable_rethrow(error);
        if (!reloaded.current && reloadIfOutdated(error, form.current)) return state;
        return { message: "That didn’t get through. Nothing is lost: try again in a moment." };
      });
      setSent(result);
    });
  }

  return (
    <FormStateContext value={state}>
      <form ref={form} id={id} action={post} onSubmit={submit} className={className}>
        <Alert>
          {state.message && (
            <p>
              {state.message} {state.wait && <Countdown seconds={state.wait} of={state} />}
              {state.hint === "reset" && (
                <>
                  You can also{" "}
                  <Link prefetch={false} href="/forgot-password" className={textLinkClass}>
                    choose a new password
                  </Link>{" "}
                  by mail.
                </>
              )}
              {state.hint === "confirm" && (
                <>
                  If you have just signed up, follow the link in{" "}
                  <Link prefetch={false} href="/check-mail" className={textLinkClass}>
                    your mail
                  </Link>{" "}
                  first.
                </>
              )}
            </p>
          )}
        </Alert>
        {children}
        {button && (
          <Button
            type="submit"
            look={look}
            aria-disabled={pending || disabled}
            aria-busy={pending}
            className={look === "primary" ? "" : "sm:justify-self-start"}
          >
            {button}
          </Button>
        )}
        <p role="status" tabIndex={-1} className="text-small font-medium empty:absolute">
          {state.said}
        </p>
      </form>
    </FormStateContext>
  );
}

/** It worked: passwords go, and so does the focus to what is said if the button that was pressed is gone. */
function settle(form: HTMLFormElement | null): void {
  form?.reset();
  if (document.activeElement === document.body) form?.querySelector<HTMLElement>("[role=status]")?.focus();
}
