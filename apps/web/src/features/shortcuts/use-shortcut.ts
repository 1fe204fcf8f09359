"use client";

import { useEffect, useEffectEvent } from "react";
import { bind } from "./bindings.ts";
import type { ShortcutId } from "./shortcuts.ts";

/** Binds a shortcut of the table while the component is there and `enabled` holds. */
export function useShortcut(id: ShortcutId, run: () => void, enabled = true): void {
  const onPress = useEffectEvent(run);
  useEffect(() => (enabled ? bind(id, () => onPress()) : undefined), [id, enabled]);
}
