"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { listenForShortcuts } from "./listen.ts";
import { useShortcut } from "./use-shortcut.ts";

/** Binds the keyboard once for all signed-in pages, and what works on each of them. */
export function ShortcutsProvider({ singleKeys }: { singleKeys: boolean }) {
  const router = useRouter();
  useEffect(() => {
    const listening = new AbortController();
    listenForShortcuts({ singleKeys, signal: listening.signal });
    return () => listening.abort();
  }, [singleKeys]);
  useShortcut("goTasks", () => router.push("/tasks"));
  return null;
}
