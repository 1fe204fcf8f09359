"use client";

import { useEffect, useEffectEvent } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { leaveToSignIn } from "@/lib/browser-token.ts";
import { openTabs } from "./tabs.ts";

/** Drops everything and leads to sign in when another tab says that somebody else is signed in now, or nobody. */
export function SamePerson({ id }: { id: string }) {
  const { forget } = useApi();
  const leave = useEffectEvent(() => {
    forget();
    leaveToSignIn();
  });
  useEffect(() => {
    const channel = openTabs();
    channel.postMessage(id);
    channel.onmessage = ({ data }) => data !== id && leave();
    return () => channel.close();
  }, [id]);
  return null;
}
