"use client";

import dynamic from "next/dynamic";
import { patiently } from "@/lib/load-patiently.ts";

const loadLive = patiently(() => import("./live.tsx"));

/** Nothing of it is in the first HTML, so its script comes after the page's own. */
export const LazyLive = dynamic(() => loadLive().then(({ Live }) => Live), { ssr: false });
