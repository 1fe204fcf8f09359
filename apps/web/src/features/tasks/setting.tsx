"use client";

import { createContext, type ReactNode, startTransition, use, useEffect, useState, useSyncExternalStore } from "react";
import { browserZone } from "@/lib/browser-zone.ts";
import { forgetDrafts } from "./drafts.ts";
import { wallOf } from "./zoned.ts";

type Setting = {
  /** Whose tasks these are. */
  uuid: string;
  timeZone: string;
  now: Date;
  /** The date that it is in the time zone. */
  today: string;
};

const SettingContext = createContext<Setting | undefined>(undefined);

const never = () => () => {};

/**
 * Who is here, where and when. The first render has the server's time and zone, so that both render the same; from then
 * on it's the browser's, if it has one, also where the server doesn't know it yet.
 */
export function SettingProvider({
  uuid,
  timeZone: serverZone,
  renderedAt,
  children,
}: {
  uuid: string;
  timeZone: string;
  renderedAt: string;
  children: ReactNode;
}) {
  const timeZone = useSyncExternalStore(
    never,
    () => browserZone() ?? serverZone,
    () => serverZone,
  );
  const [ticked, setTicked] = useState(renderedAt);
  useEffect(() => {
    // Never in the way of what somebody does: all that says when something is due is rendered anew.
    const tick = () => startTransition(() => setTicked(new Date().toISOString()));
    // The page may come from a cache.
    tick();
    const timer = setInterval(tick, 30_000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, []);
  useEffect(() => forgetDrafts(uuid), [uuid]);
  const now = new Date(ticked > renderedAt ? ticked : renderedAt);
  return <SettingContext value={{ uuid, timeZone, now, today: wallOf(now, timeZone).date }}>{children}</SettingContext>;
}

export function useSetting(): Setting {
  const setting = use(SettingContext);
  if (!setting) throw new Error("useSetting needs a SettingProvider above it");
  return setting;
}
