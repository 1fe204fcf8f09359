"use client";

import { createContext, type ReactNode, use, useState } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";

type Notice = {
  /** Tells a screen reader what was done; the eye sees it in the list. */
  say: (text: string) => void;
  /** Tells everybody what failed, until it is dismissed. */
  fail: (text: string) => void;
};

const NoticeContext = createContext<Notice | undefined>(undefined);

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [said, say] = useState("");
  const [failed, fail] = useState("");
  return (
    <NoticeContext value={{ say, fail }}>
      {children}
      <output className="sr-only">{said}</output>
      <div className="fixed inset-x-4 bottom-[calc(1rem+var(--bottom-bar,0rem))] z-10 mx-auto max-w-xl">
        <Alert>
          {failed && (
            <>
              <span className="min-w-0 wrap-anywhere">{failed}</span>
              <Button look="secondary" onClick={() => fail("")}>
                Dismiss
              </Button>
            </>
          )}
        </Alert>
      </div>
    </NoticeContext>
  );
}

export function useNotice(): Notice {
  const notice = use(NoticeContext);
  if (!notice) throw new Error("useNotice needs a NoticeProvider above it");
  return notice;
}
