"use client";

import dynamic from "next/dynamic";
import { patiently } from "@/lib/load-patiently.ts";
import { useIdle } from "@/lib/use-idle.ts";

const loadLive = patiently(() => import("./live.tsx"));

const Live = dynamic(() => loadLive().then(({ Live }) => Live), { ssr: false });

/** Nothing of it is in the first HTML, so its script comes after the page's own. */
export function LazyLive({ personId }: { personId: string }) {
  return useIdle() && <Live personId={personId} />;
}
