import type { TagRef } from "@claimcheck/contract/tags";

/** The contract's colours in words; each is a class in globals.css, too. */
const colorWords = {
  gray: "Grey",
  red: "Red",
  orange: "Orange",
  yellow: "Yellow",
  green: "Green",
  teal: "Teal",
  blue: "Blue",
  indigo: "Indigo",
  purple: "Purple",
  pink: "Pink",
} as const satisfies Record<TagRef["color"], string>;

export const tagColors = Object.entries(colorWords) as [TagRef["color"], string][];
