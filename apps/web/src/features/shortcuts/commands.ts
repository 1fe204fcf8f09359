"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { signOutHere } from "@/features/auth/sign-out.ts";
import { showTheme } from "@/features/theme/show-theme.ts";
import { themeNotKept, themes } from "@/features/theme/themes.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { attempt } from "@/lib/attempt.ts";
import { chooseTheme } from "@/lib/preference-actions.ts";
import { isBound, trigger } from "./bindings.ts";
import { shortcuts } from "./shortcuts.ts";

export type Command = {
  id: string;
  label: string;
  /** What kind of thing it is. */
  kind: string;
  keys?: readonly string[];
  run: () => void;
};

const pages = [
  ["/tasks", "Tasks", "g t"],
  ["/insights", "Insights", "g i"],
  ["/account", "Account", "g a"],
  ["/token", "Token"],
] as const satisfies [Route, string, string?][];

/** All that the palette can do right now: pages, what is bound on this page, themes, and the way out. */
export function useCommands(isAdmin: boolean): Command[] {
  const router = useRouter();
  const { forget } = useApi();

  const go = (path: Route, label: string, keys?: string): Command => ({
    id: path,
    label,
    kind: "Page",
    ...(keys && { keys: [keys] }),
    run: () => router.push(path),
  });
  const bound = shortcuts.filter(({ id }) => id !== "palette" && !id.startsWith("go") && isBound(id));

  return [
    ...bound.map(({ id, label, keys, group }) => ({ id, label, kind: group, keys, run: () => void trigger(id) })),
    ...pages.map(([path, name, keys]) => go(path, name, keys)),
    ...(isAdmin ? [go("/admin", "People")] : []),
    ...themes.map(([value, label]) => ({
      id: value,
      label,
      kind: "Theme",
      run: () => {
        showTheme(value);
        const form = new FormData();
        form.set("theme", value);
        attempt(() => chooseTheme(form), themeNotKept);
      },
    })),
    {
      id: "sign-out",
      label: "Sign out",
      kind: "Account",
      run: () => signOutHere(forget),
    },
  ];
}

/** Those whose words hold all that was typed. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label, kind }) => {
    const text = `${label} ${kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
