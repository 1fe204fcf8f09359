import { patiently } from "@/lib/load-patiently.ts";

/** The script that shows Markdown: larger than all else here, so that it comes later. */
export const loadMarkdown = patiently(() => import("./markdown.tsx"));
