"use client";

import dynamic from "next/dynamic";
import { patiently } from "@/lib/load-patiently.ts";
import { whenIdle } from "@/lib/when-idle.ts";

const loadLive = patiently(() => import("./live.tsx"));

/** Nothing of it is in the first HTML, so its script comes when the page's own have nothing left to do. */
export const LazyLive = dynamic(() => new Promise<void>(whenIdle).then(loadLive).then(({ Live }) => Live), {
  ssr: false,
});
