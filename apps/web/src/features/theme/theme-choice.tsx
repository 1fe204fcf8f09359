"use client";

import { MenuItem } from "@/components/ui/menu.tsx";
import { attemptOf } from "@/lib/attempt.ts";
import { chooseTheme } from "@/lib/preference-actions.ts";
import { showTheme } from "./show-theme.ts";
import { type Theme, themeNotKept, themes } from "./themes.ts";

/** The three themes as items of a menu. A form, so that it works before scripts have loaded, too. */
export function ThemeChoice({ theme }: { theme: Theme }) {
  return (
    <form action={chooseTheme} onSubmit={attemptOf(chooseTheme, themeNotKept)} role="none">
      {themes.map(([value, words]) => (
        <MenuItem
          key={value}
          type="submit"
          name="theme"
          value={value}
          checked={value === (theme ?? "system")}
          onClick={() => showTheme(value)}
        >
          {words}
        </MenuItem>
      ))}
    </form>
  );
}
