"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { keepPreference } from "@/lib/preferences.ts";

/** Tells the server the browser's time zone when it rendered in another one, and has the page rendered again, once. */
export function Clock({ zone }: { zone: string }) {
  const router = useRouter();
  useEffect(() => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    if (timeZone === zone) return;
    keepPreference("tz", timeZone);
    router.refresh();
  }, [zone, router]);
  return null;
}
