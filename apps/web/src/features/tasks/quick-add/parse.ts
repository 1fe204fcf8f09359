import type { Task } from "@claimcheck/contract/tasks";
import type { Due } from "../due-words.ts";

/** A piece of what was typed that isn't part of the title; `phrase` names it when its chip is taken away. */
export type Found = { start: number; end: number; text: string; phrase: string };

type Priority = Task["priority"];
export type Chip = Found &
  ({ kind: "due"; due: Due } | { kind: "tag"; name: string } | { kind: "priority"; priority: Priority });

export type DateReader = (text: string, isKept: (phrase: string) => boolean) => (Found & { due: Due }) | undefined;

const tagForm = /(?<=^|\s)#(\p{L}[^\s#,]{0,39})/gu;
const priorityForm = /(?<=^|\s)!(urgent|high|medium|low|[1-4])(?=\s|$)/gi;
const byNumber: Priority[] = ["urgent", "high", "medium", "low"];

/**
 * What a line of quick add says: "pay rent fri 9am #home !high". The chips are in the order in which they stand;
 * the title is the rest. `kept` holds the phrases whose chip was taken away: they are plain words.
 */
export function parseQuickAdd(
  text: string,
  { readDate, kept = new Set() }: { readDate?: DateReader | undefined; kept?: ReadonlySet<string> } = {},
) {
  const chips: Chip[] = [];
  // Keeps its places, so that a date is found where it stands.
  let rest = text;
  const take = (form: RegExp, toChip: (found: Found, inner: string) => Chip | undefined) => {
    for (const match of text.matchAll(form)) {
      const phrase = match[0].replace(/[.;:!?]+$/, "");
      const found = { start: match.index, end: match.index + phrase.length, text: phrase, phrase };
      rest = blank(rest, found.start, found.end);
      const chip = kept.has(phrase) ? undefined : toChip(found, phrase.slice(1));
      if (chip) chips.push(chip);
    }
  };
  take(tagForm, (found, name) => {
    const known = chips.some((chip) => chip.kind === "tag" && chip.name.toLowerCase() === name.toLowerCase());
    return known ? undefined : { ...found, kind: "tag", name };
  });
  take(priorityForm, (found, word) => {
    const priority = byNumber[Number(word) - 1] ?? (word.toLowerCase() as Priority);
    return chips.some(({ kind }) => kind === "priority") ? undefined : { ...found, kind: "priority", priority };
  });
  const date = readDate?.(rest, (phrase) => kept.has(phrase));
  if (date) chips.push({ ...date, kind: "due" });
  const title = chips.reduce((left, { start, end }) => blank(left, start, end), text);
  return { title: title.replace(/\s+/g, " ").trim(), chips: chips.toSorted((a, b) => a.start - b.start) };
}

const blank = (text: string, start: number, end: number) =>
  text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
