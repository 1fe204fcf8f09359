/** The script that shows Markdown: larger than all else here, so that it comes later. */
export const loadMarkdown = () => import("./markdown.tsx");
