import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shortcuts } from "../src/features/shortcuts/shortcuts.ts";
import { createMatcher, isSingleKey, strokeOf } from "../src/features/shortcuts/strokes.ts";

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
const press = (key: string, more: Partial<typeof none> = {}, modifiers: string[] = []) => ({
  ...none,
  key,
  ...more,
  getModifierState: (name: string) => modifiers.includes(name),
});

describe("the table of shortcuts", () => {
  it("gives each key to one shortcut only, and no key begins another", () => {
    const keys = shortcuts.flatMap((shortcut) => [...shortcut.keys] as string[]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => keys.some((other) => other.startsWith(`${key} `)))).toEqual([]);
    expect(new Set(shortcuts.map(({ id }) => id)).size).toBe(shortcuts.length);
  });

  it("says “Everywhere” of those that are bound around all pages, and of no other", () => {
    const around = ["shortcuts/shortcuts-provider.tsx", "tasks/notice.tsx"]
      .map((file) => readFileSync(new URL(`../src/features/${file}`, import.meta.url), "utf8"))
      .join();
    const bound = shortcuts.filter(({ id }) => around.includes(`useShortcut("${id}"`));
    expect(shortcuts.filter(({ group }) => group === "Everywhere")).toEqual(bound);
  });
});

describe("a stroke", () => {
  it("reads Ctrl as mod, and ⌘ on a Mac; the other one is somebody else’s", () => {
    expect(strokeOf(press("k", { ctrlKey: true }), false)).toBe("mod+k");
    expect(strokeOf(press("k", { metaKey: true }), true)).toBe("mod+k");
    expect(strokeOf(press("k", { metaKey: true }), false)).toBeUndefined();
    expect(strokeOf(press("k", { ctrlKey: true }), true)).toBeUndefined();
    expect(strokeOf(press("j", { altKey: true }), false)).toBeUndefined();
  });

  it("is the same with Caps Lock, another one with Shift, and none in the middle of composing", () => {
    expect(strokeOf(press("J"), false)).toBe("j");
    expect(strokeOf(press("J", { shiftKey: true }), false)).toBe("J");
    expect(strokeOf(press("j", { isComposing: true }), false)).toBeUndefined();
  });

  it("takes a sign that the layout makes with AltGr or Option", () => {
    expect(strokeOf(press("#", { ctrlKey: true, altKey: true }, ["AltGraph"]), false)).toBe("#");
    expect(strokeOf(press("#", { altKey: true }), true)).toBe("#");
  });
});

describe("keys in a row", () => {
  it("belong together for a while only", () => {
    let now = 0;
    const match = createMatcher(() => now);
    expect(match("g")).toBeUndefined();
    expect(match("t")?.id).toBe("goTasks");
    expect(match("j")?.id).toBe("next");
    expect(match("g")).toBeUndefined();
    now += 2000;
    expect(match("i")).toBeUndefined();
    expect(match("c")?.id).toBe("add");
  });
});

it("what can be switched off are letters, digits and signs; arrows, Enter, Delete and Ctrl stay", () => {
  expect(["j", "?", "#", "/"].every(isSingleKey)).toBe(true);
  expect(["ArrowDown", "Enter", "Delete", "Escape", "mod+k"].some(isSingleKey)).toBe(false);
});
