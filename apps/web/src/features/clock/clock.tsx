"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { browserZone } from "@/lib/browser-zone.ts";

const year = 365 * 24 * 60 * 60;

/** Tells the server the browser's time zone when it rendered in another one, and has the page rendered again, once. */
export function Clock({ zone }: { zone: string }) {
  const router = useRouter();
  useEffect(() => {
    const timeZone = browserZone();
    if (!timeZone || timeZone === zone) return;
    const secure = window.location.protocol === "https:" ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API isn't in every browser that we serve.
    document.cookie = `tz=${encodeURIComponent(timeZone)}; path=/; max-age=${year}; samesite=lax${secure}`;
    router.refresh();
  }, [zone, router]);
  return null;
}
