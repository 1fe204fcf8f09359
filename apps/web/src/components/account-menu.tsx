"use client";

import Link from "next/link";
import { signOut } from "@/features/auth/actions.ts";
import { signOutHere } from "@/features/auth/sign-out.ts";
import { trigger } from "@/features/shortcuts/bindings.ts";
import { ThemeChoice } from "@/features/theme/theme-choice.tsx";
import type { Theme } from "@/features/theme/themes.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { Menu, MenuItem, menuItemClass } from "./ui/menu.tsx";

const line = <div role="none" className="my-1.5 border-t-2 border-dashed border-line" />;

/** What belongs to the person: account, theme, keyboard, and the way out. */
export function AccountMenu({ name, theme }: { name: string; theme: Theme }) {
  const { forget } = useApi();
  return (
    <Menu look="quiet" className="-mr-3 max-w-44" trigger={<Who name={name} />}>
      <Link prefetch={false} href="/account" role="menuitem" tabIndex={-1} className={menuItemClass}>
        Account
      </Link>
      <MenuItem onClick={() => trigger("help")}>Keyboard shortcuts</MenuItem>
      {line}
      <ThemeChoice theme={theme} />
      {line}
      <form
        action={signOut}
        onSubmit={(event) => {
          event.preventDefault();
          signOutHere(forget);
        }}
        role="none"
      >
        <MenuItem type="submit">Sign out</MenuItem>
      </form>
    </Menu>
  );
}

function Who({ name }: { name: string }) {
  return (
    <>
      <span
        aria-hidden="true"
        className="grid size-7 shrink-0 place-items-center rounded-full border border-edge bg-surface font-semibold text-ink uppercase"
      >
        {[...name][0]}
      </span>
      <span className="sr-only">Account of </span>
      <span className="truncate max-sm:sr-only">{name}</span>
    </>
  );
}
