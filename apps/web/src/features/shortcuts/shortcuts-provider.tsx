"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useNotice } from "@/features/tasks/notice.tsx";
import { useLater } from "@/lib/use-later.ts";
import { listenForShortcuts } from "./listen.ts";
import { isMac } from "./platform.ts";
import { useShortcut } from "./use-shortcut.ts";

const loadPalette = () => import("./palette.tsx");
const loadHelp = () => import("./help-sheet.tsx");
type Windows = Partial<typeof import("./palette.tsx") & typeof import("./help-sheet.tsx")>;

const theWindows = { tasks: [] };

/** Binds the keyboard once for all signed-in pages; is the button of the palette, for those who don't know its keys. */
export function ShortcutsProvider({ singleKeys, isAdmin }: { singleKeys: boolean; isAdmin: boolean }) {
  const router = useRouter();
  const { fail, mend } = useNotice();
  const [open, setOpen] = useState<"palette" | "help">();
  const [{ Palette, HelpSheet }, setLoaded] = useState<Windows>({});
  const [isListening, setListening] = useState(false);

  useEffect(() => {
    // What is typed before the palette has come isn't meant for the page.
    if (open) return;
    const listening = new AbortController();
    listenForShortcuts({ singleKeys, signal: listening.signal });
    setListening(true);
    return () => listening.abort();
  }, [singleKeys, open]);

  const close = () => setOpen(undefined);
  const openPalette = () => show("palette", loadPalette());
  const openHelp = () => show("help", loadHelp());
  /** Not by React's lazy(), which keeps a failure: the script is asked for again at the next press. */
  function show(which: typeof open, loading: Promise<Windows>): void {
    setOpen(which);
    loading.then(
      (file) => {
        setLoaded((loaded) => ({ ...loaded, ...file }));
        mend(theWindows);
      },
      () => {
        close();
        fail("That can’t be loaded right now. Try again in a moment.", theWindows);
      },
    );
  }

  useLater(loadPalette, loadHelp);
  useShortcut("palette", openPalette);
  useShortcut("help", openHelp);
  useShortcut("goTasks", () => router.push("/tasks"));
  useShortcut("goInsights", () => router.push("/insights"));
  useShortcut("goAccount", () => router.push("/account"));

  return (
    <>
      <IconButton
        label="Command palette"
        aria-keyshortcuts={isListening ? (isMac() ? "Meta+K" : "Control+K") : undefined}
        path="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.7-4.7"
        onClick={openPalette}
      />
      {open === "palette" && Palette && <Palette isAdmin={isAdmin} onClose={close} />}
      {open === "help" && HelpSheet && <HelpSheet singleKeys={singleKeys} onClose={close} />}
    </>
  );
}
