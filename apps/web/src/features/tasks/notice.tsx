"use client";

import { usePathname } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Bars, barClass } from "@/components/ui/bars.tsx";
import { Button } from "@/components/ui/button.tsx";
import { OnTop, useTopWindow } from "@/components/ui/on-top.tsx";
import { useShortcut } from "@/features/shortcuts/use-shortcut.ts";
import { focusBeside } from "./list/rows.ts";
import { afterBeginning, afterFailing, afterMending, afterSaying, type Notices, type Subject } from "./notices.ts";

type Notice = {
  /** Tells a screen reader what was done; the eye sees it in the list. */
  say: (text: string, of: Subject) => void;
  /** Offers everybody to take it back, also while it is on its way. */
  offer: (to: Offer) => void;
  /** Something is done that can't be taken back; the shortcut doesn't reach past it. */
  begin: (of: Subject) => void;
  /** Tells everybody what failed, until it is dismissed or goes well; nothing, when it's told elsewhere. */
  fail: (text: string | undefined, of: Subject) => void;
  /** Takes away what was told to have failed: it works now. */
  mend: (of: Subject) => void;
};
type Offer = NonNullable<Notices["offer"]>;

const NoticeContext = createContext<Notice | undefined>(undefined);
const secondsShown = 8;

/** Around all pages for signed-in people: what was said of one page holds on the next. Other `bars` stand below it. */
export function NoticeProvider({ bars, children }: { bars: ReactNode; children: ReactNode }) {
  const [{ said, failed, offer, since = [] }, setNotices] = useState<Notices>({});
  const [past, setPast] = useState<Offer>();

  function undo(): void {
    setNotices((now) => ({ ...now, offer: undefined }));
    offer?.undo();
  }
  const inList = usePathname() === "/tasks";
  // In the list, where one sees it happen, without a clock: for as long as the page is open and nothing else was done.
  useShortcut("undo", undo, offer !== undefined && since.length === 0 && (inList || offer !== past));

  const notice: Notice = {
    say: (...what) => setNotices((now) => afterSaying(now, ...what)),
    offer: (to) => setNotices((now) => ({ ...now, offer: to, since: [] })),
    begin: (of) => setNotices((now) => afterBeginning(now, of)),
    fail: (...what) => setNotices((now) => afterFailing(now, ...what)),
    mend: (of) => setNotices((now) => afterMending(now, of)),
  };

  const isUnderWindow = useTopWindow() !== undefined;
  const saying = (
    <output className="sr-only">
      <span key={said?.nth}>{said?.text}</span>
    </output>
  );
  return (
    <NoticeContext value={notice}>
      {children}
      {/* Stays when a window closes: what is said just then is a change of it. */}
      {saying}
      <Bars>
        <OnTop>
          {isUnderWindow && saying}
          <div className="grid gap-3 has-[button]:mb-3 in-[dialog]:mx-4">
            <Alert>
              {failed && (
                <>
                  <span key={failed.nth} className="min-w-0 wrap-anywhere">
                    {failed.text}
                  </span>
                  <Button look="secondary" onClick={() => setNotices((now) => ({ ...now, failed: undefined }))}>
                    Dismiss
                  </Button>
                </>
              )}
            </Alert>
            {offer && offer !== past && <OfferBar offer={offer} undo={undo} onPast={() => setPast(offer)} />}
          </div>
        </OnTop>
        {bars}
      </Bars>
    </NoticeContext>
  );
}

/** Its clock stands still while the pointer or the focus is on it. */
function OfferBar({ offer, undo, onPast }: { offer: Offer; undo: () => void; onPast: () => void }) {
  const bar = useRef<HTMLDivElement>(null);
  const passed = useEffectEvent(onPast);
  useEffect(() => {
    let seconds = 0;
    const timer = setInterval(() => {
      // Asked each time: of one that is taken away no event tells that the pointer is elsewhere.
      seconds = bar.current?.matches(":hover, :focus-within") ? 0 : seconds + 1;
      if (offer && seconds >= secondsShown) passed();
    }, 1_000);
    return () => clearInterval(timer);
  }, [offer]);
  return (
    <div ref={bar} className={barClass}>
      <span className="line-clamp-2 min-w-0 flex-1 wrap-anywhere">{offer.text}</span>
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
  );
}

export function useNotice(): Notice {
  const notice = use(NoticeContext);
  if (!notice) throw new Error("useNotice needs a NoticeProvider above it");
  return notice;
}
