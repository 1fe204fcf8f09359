"use client";

import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useState } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { listenForShortcuts } from "./listen.ts";
import { isMac } from "./platform.ts";
import { useShortcut } from "./use-shortcut.ts";

const Palette = lazy(() => import("./palette.tsx").then((file) => ({ default: file.Palette })));
const HelpSheet = lazy(() => import("./help-sheet.tsx").then((file) => ({ default: file.HelpSheet })));

/** Binds the keyboard once for all signed-in pages; is the button of the palette, for those who don't know its keys. */
export function ShortcutsProvider({ singleKeys, isAdmin }: { singleKeys: boolean; isAdmin: boolean }) {
  const router = useRouter();
  const [open, setOpen] = useState<"palette" | "help">();
  const [isListening, setListening] = useState(false);

  useEffect(() => {
    // What is typed before the palette has come isn't meant for the page.
    if (open) return;
    const listening = new AbortController();
    listenForShortcuts({ singleKeys, signal: listening.signal });
    setListening(true);
    return () => listening.abort();
  }, [singleKeys, open]);

  useShortcut("palette", () => setOpen("palette"));
  useShortcut("help", () => setOpen("help"));
  useShortcut("goTasks", () => router.push("/tasks"));
  useShortcut("goInsights", () => router.push("/insights"));
  useShortcut("goAccount", () => router.push("/account"));

  const close = () => setOpen(undefined);
  return (
    <>
      <IconButton
        label="Command palette"
        aria-keyshortcuts={isListening ? (isMac() ? "Meta+K" : "Control+K") : undefined}
        path="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.7-4.7"
        onClick={() => setOpen("palette")}
      />
      <Suspense>
        {open === "palette" && <Palette isAdmin={isAdmin} onClose={close} />}
        {open === "help" && <HelpSheet singleKeys={singleKeys} onClose={close} />}
      </Suspense>
    </>
  );
}
