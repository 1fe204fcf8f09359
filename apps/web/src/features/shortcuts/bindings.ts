import type { ShortcutId } from "./shortcuts.ts";

/** What each shortcut does on the page that is shown; the component that came last has it. */
const bindings = new Map<ShortcutId, (() => void)[]>();

/** Lets a shortcut do something until the function that this gives is called. */
export function bind(id: ShortcutId, run: () => void): () => void {
  bindings.set(id, [...(bindings.get(id) ?? []), run]);
  return () => {
    const rest = bindings.get(id)?.filter((bound) => bound !== run);
    bindings.set(id, rest ?? []);
  };
}

/** Does what the shortcut would; false if nothing is bound to it. */
export function trigger(id: ShortcutId): boolean {
  const run = bindings.get(id)?.at(-1);
  run?.();
  return run !== undefined;
}

/** Whether it does anything right now. */
export function isBound(id: ShortcutId): boolean {
  return (bindings.get(id)?.length ?? 0) > 0;
}
