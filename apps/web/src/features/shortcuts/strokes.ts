import { type Shortcut, shortcuts } from "./shortcuts.ts";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing"> & {
  getModifierState: (key: string) => boolean;
};

/** Keys pressed in a row belong together for this long. */
const patience = 1500;

/** What was pressed, as the table writes it (`mod+k`, `?`, `ArrowDown`); undefined when it can't be a shortcut. */
export function strokeOf(press: Press, isMac: boolean): string | undefined {
  if (press.isComposing) return undefined;
  const isSymbol = /^[^\p{L}\p{N}\s]$/u.test(press.key);
  // Many layouts make `#` with Alt or AltGr, and AltGr reports itself as Ctrl and Alt.
  if (isSymbol && (press.getModifierState("AltGraph") || (isMac && press.altKey))) return press.key;
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (press.altKey || other) return undefined;
  // Caps Lock doesn't make another key of it, Shift does.
  const key = press.key.length === 1 && !press.shiftKey ? press.key.toLowerCase() : press.key;
  return mod ? `mod+${key}` : key;
}

/** A function that takes one stroke after the other and gives the shortcut that they make, if any. */
export function createMatcher(now: () => number = () => performance.now()) {
  let before = "";
  let since = 0;
  return (stroke: string): Shortcut | undefined => {
    const typed = before && now() - since < patience ? `${before} ${stroke}` : stroke;
    since = now();
    before = table.some(({ keys }) => keys.some((key) => key.startsWith(`${typed} `))) ? typed : "";
    return table.find(({ keys }) => keys.includes(typed));
  };
}

const table: readonly Shortcut[] = shortcuts;

/** Whether it is made of a letter, digit or sign alone: those people must be able to switch off (WCAG 2.1.4). */
export function isSingleKey(stroke: string): boolean {
  return stroke.length === 1;
}
