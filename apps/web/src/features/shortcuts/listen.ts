"use client";

import { trigger } from "./bindings.ts";
import { isMac } from "./platform.ts";
import { createMatcher, isSingleKey, strokeOf } from "./strokes.ts";

/** Where keys write or choose something themselves. */
const typed =
  "textarea, select, [contenteditable=true], input:not([type=checkbox], [type=button], [type=submit], [type=reset])";
/** What has the keyboard while it is open, also where the focus is on the button that opened it. */
const inFront = "dialog:modal, :popover-open";
/** What Enter already does something to. */
const pressable = "a, button, summary, [role=option], [role=menuitem]";

/**
 * Listens for the table's keys until `signal` is aborted. Never while somebody types, nor while a dialog or a popover
 * is open; `singleKeys` false leaves out those that are one character.
 */
export function listenForShortcuts({ singleKeys, signal }: { singleKeys: boolean; signal: AbortSignal }): void {
  const match = createMatcher();
  const onKeyDown = (event: KeyboardEvent) => {
    const stroke = event.defaultPrevented ? undefined : strokeOf(event, isMac());
    const target = event.target instanceof Element ? event.target : document.body;
    if (!stroke || (!singleKeys && isSingleKey(stroke))) return;
    if (document.querySelector(inFront)) return;
    if (stroke === "Enter" && target.closest(pressable)) return;
    const typing = target.matches(typed);
    if (typing && isSingleKey(stroke)) return;
    const shortcut = match(stroke);
    if (!shortcut || (typing && !shortcut.whileTyping) || (event.repeat && !shortcut.repeats)) return;
    if (trigger(shortcut.id)) event.preventDefault();
  };
  document.addEventListener("keydown", onKeyDown, { signal });
}
