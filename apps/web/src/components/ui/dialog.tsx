"use client";

import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from "react";
import { IconButton } from "./icon-button.tsx";
import { putOnTop } from "./on-top.tsx";

const looks = {
  dialog:
    // Its upper edge stays where it is, however much is in it.
    "mx-auto mt-4 mb-auto w-[calc(100%-2rem)] max-w-lg rounded-card border border-line max-h-[calc(100dvh-2rem)] sm:mt-[10dvh] sm:max-h-[80dvh] motion-safe:starting:translate-y-2",
  sheet:
    "my-0 mr-0 ml-auto h-dvh max-h-none w-full max-w-none sm:max-w-lg sm:rounded-l-card sm:border-l border-line motion-safe:starting:translate-x-6",
} as const;

type Props = {
  title: string;
  /** Asked for by Escape, the close button and a press outside; whoever shows the dialog takes it away. */
  onClose: () => void;
  children: ReactNode;
};

/**
 * A modal window in the middle, open for as long as it is rendered. The focus goes to what has `data-autofocus`, else
 * to the first control, and back to where it was when the dialog is taken away.
 */
export function Dialog(props: Props) {
  return <Modal look="dialog" {...props} />;
}

/** The same at the right side; on a phone it takes the whole screen. */
export function Sheet(props: Props) {
  return <Modal look="sheet" {...props} />;
}

function Modal({ look, title, onClose, children }: Props & { look: keyof typeof looks }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    element.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    const takeDown = putOnTop(element);
    return () => {
      takeDown();
      // Before it leaves the page, so that the browser gives the focus back.
      element.close();
    };
  }, []);

  function ask(event: SyntheticEvent<HTMLDialogElement>): void {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    onClose();
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      // A press outside asks, too, where the browser knows this.
      closedby="any"
      onCancel={ask}
      // A browser may close it without asking, when Escape is pressed twice.
      onClose={(event) => !event.currentTarget.open && event.currentTarget.isConnected && ask(event)}
      className={`flex-col overflow-hidden bg-surface p-0 text-ink shadow-lg open:flex backdrop:bg-backdrop motion-safe:transition-[translate] ${looks[look]}`}
    >
      <div className="flex items-center justify-between gap-4 border-b-2 border-dashed border-line py-2 pr-2 pl-5">
        <h2 id={titleId} className="min-w-0 truncate text-lead">
          {title}
        </h2>
        <IconButton label="Close" onClick={onClose} path="m6 6 12 12M18 6 6 18" />
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain p-5">{children}</div>
    </dialog>
  );
}
