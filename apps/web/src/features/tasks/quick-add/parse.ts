import type { Task } from "@claimcheck/contract/tasks";
import type { Due } from "../due-words.ts";

/** A piece of what was typed that isn't part of the title; `phrase` names it when its chip is taken away. */
export type Found = { start: number; end: number; text: string; phrase: string };

type Priority = Task["priority"];
export type Chip = Found &
  ({ kind: "due"; due: Due } | { kind: "tag"; name: string } | { kind: "priority"; priority: Priority });

export type DateReader = (text: string, isKept: (phrase: string) => boolean) => (Found & { due: Due }) | undefined;

const maxTitleLength = 200;
const maxTags = 20;
const maxTagLength = 40;

/** Tags stand alone or, with commas between, behind one another; what ends a sentence goes with them. */
const tagForm = /(?<=(?:^|\s)(?:#\p{L}[^\s#,]*,)*)(#\p{L}[^\s#,]*?)[.;:!?]*(?:,+|(?=\s|$))/gu;
const priorityForm = /(?<=^|\s)(!(?:urgent|high|medium|low|[1-4]))[.,;:!?]*(?=\s|$)/gi;
const byNumber: Priority[] = ["urgent", "high", "medium", "low"];

/**
 * What a line of quick add says: "pay rent fri 9am #home !high". The chips are in the order in which they stand;
 * the title is the rest. Of a tag that stands twice the first counts, of priorities the last. `kept` holds the phrases
 * whose chip was taken away: they are plain words.
 */
export function parseQuickAdd(
  line: string,
  { readDate, kept = new Set() }: { readDate?: DateReader | undefined; kept?: ReadonlySet<string> } = {},
) {
  // As the API keeps it; what is no character, and no blank either, it would refuse.
  const text = line.normalize().replace(/[\p{Cc}\p{Cs}]/gu, " ");
  let chips: Chip[] = [];
  let title = text;
  // Both keep their places, so that a date is found where it stands.
  let rest = text;
  const take = (form: RegExp, toChip: (found: Found, inner: string) => Chip | undefined) => {
    for (const { 0: whole, 1: phrase = "", index: start } of text.matchAll(form)) {
      if (phrase.length > maxTagLength + 1) continue;
      const end = start + whole.length;
      rest = blank(rest, start, end);
      if (kept.has(phrase)) continue;
      title = blank(title, start, end);
      const chip = toChip({ start, end, text: phrase, phrase }, phrase.slice(1));
      if (chip) chips.push(chip);
    }
  };
  take(tagForm, (found, name) => {
    const known = chips.some((chip) => chip.kind === "tag" && chip.name.toLowerCase() === name.toLowerCase());
    return known ? undefined : { ...found, kind: "tag", name };
  });
  take(priorityForm, (found, word) => {
    chips = chips.filter(({ kind }) => kind !== "priority");
    return { ...found, kind: "priority", priority: byNumber[Number(word) - 1] ?? (word.toLowerCase() as Priority) };
  });
  const date = readDate?.(rest, (phrase) => kept.has(phrase));
  if (date) {
    title = blank(title, date.start, date.end);
    chips.push({ ...date, kind: "due" });
  }
  return { title: title.replace(/\s+/g, " ").trim(), chips: chips.toSorted((a, b) => a.start - b.start) };
}

/** What keeps a line from being added, in words for its writer. */
export function problemOf({ title, chips }: ReturnType<typeof parseQuickAdd>): string | undefined {
  if (!title) return "Write what needs doing, too.";
  if (title.length > maxTitleLength) return `Write a title of at most ${maxTitleLength} characters.`;
  if (chips.filter(({ kind }) => kind === "tag").length > maxTags) return `Write at most ${maxTags} tags.`;
  return undefined;
}

const blank = (text: string, start: number, end: number) =>
  text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
