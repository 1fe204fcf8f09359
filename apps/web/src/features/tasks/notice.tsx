"use client";

import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useShortcut } from "@/features/shortcuts/use-shortcut.ts";
import { focusBeside } from "./list/rows.ts";

type Notice = {
  /** Tells a screen reader what was done; the eye sees it in the list. With `undo`, everybody is offered that. */
  say: (text: string, undo?: () => void) => void;
  /** Tells everybody what failed, until it is dismissed. */
  fail: (text: string) => void;
};

const NoticeContext = createContext<Notice | undefined>(undefined);
const shownFor = 8_000;

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState("");
  const [failed, setFailed] = useState("");
  const [offer, setOffer] = useState<{ text: string; undo: () => void }>();
  const [shown, setShown] = useState(false);
  const [paused, setPaused] = useState(false);

  useEffect(() => {
    if (!shown || paused || !offer) return;
    const timer = setTimeout(() => setShown(false), shownFor);
    return () => clearTimeout(timer);
  }, [shown, paused, offer]);

  function undo(): void {
    setOffer(undefined);
    setPaused(false);
    offer?.undo();
  }
  // Without a clock: for as long as the page is open and nothing else was done.
  useShortcut("undo", undo, offer !== undefined);

  const notice: Notice = {
    say: (text, undoIt) => {
      setSaid(text);
      if (!undoIt) return;
      setFailed("");
      setOffer({ text, undo: undoIt });
      setShown(true);
    },
    fail: (text) => {
      setOffer(undefined);
      setFailed(text);
    },
  };

  return (
    <NoticeContext value={notice}>
      {children}
      <output className="sr-only">{said}</output>
      <div className="fixed inset-x-4 bottom-[calc(1rem+var(--bottom-bar,0rem))] z-20 mx-auto max-w-xl">
        <Alert>
          {failed && (
            <>
              <span className="min-w-0 wrap-anywhere">{failed}</span>
              <Button look="secondary" onClick={() => setFailed("")}>
                Dismiss
              </Button>
            </>
          )}
        </Alert>
        {offer && shown && !failed && (
          // biome-ignore lint/a11y/noStaticElementInteractions: it's not operated, the clock only stands still while it's looked at.
          <div
            onPointerEnter={() => setPaused(true)}
            onPointerLeave={() => setPaused(false)}
            onFocus={() => setPaused(true)}
            onBlur={() => setPaused(false)}
            className="flex items-center justify-between gap-4 rounded-control border border-edge bg-surface py-1.5 pr-1.5 pl-4 shadow-lg"
          >
            <span className="line-clamp-2 min-w-0 wrap-anywhere">{offer.text}</span>
            <Button
              look="secondary"
              onClick={({ currentTarget }) => {
                if (currentTarget.matches(":focus-visible")) focusBeside([]);
                undo();
              }}
            >
              Undo
            </Button>
          </div>
        )}
      </div>
    </NoticeContext>
  );
}

export function useNotice(): Notice {
  const notice = use(NoticeContext);
  if (!notice) throw new Error("useNotice needs a NoticeProvider above it");
  return notice;
}
