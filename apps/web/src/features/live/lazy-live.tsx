"use client";

import dynamic from "next/dynamic";

/** Nothing of it is in the first HTML, so its script comes after the page's own. */
export const LazyLive = dynamic(() => import("./live.tsx").then(({ Live }) => Live), { ssr: false });
