"use client";

import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { type ButtonLook, buttonClass } from "./button.tsx";

/** For what stands in a menu and isn't a MenuItem, such as a link with `role="menuitem"` and `tabIndex={-1}`. */
export const menuItemClass =
  "flex min-h-11 w-full items-center gap-2 rounded-small px-3 py-0.5 text-left -outline-offset-2 hover:bg-line/50 focus:bg-line/50 aria-checked:font-semibold aria-checked:after:ml-auto aria-checked:after:size-2 aria-checked:after:rounded-full aria-checked:after:bg-accent-edge aria-checked:after:content-['']";

const moves: Partial<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => (at === last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

/** A button that opens a menu below it. The arrow keys go through its items, Escape leads back to the button. */
export function Menu({
  label,
  trigger,
  look = "secondary",
  className = "",
  disabled = false,
  children,
}: {
  /** The button's name, where what it shows isn't one. */
  label?: string;
  trigger: ReactNode;
  look?: ButtonLook;
  className?: string;
  disabled?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? [])];

  function move(event: KeyboardEvent): void {
    if (event.key === "Tab") menu.current?.hidePopover();
    const all = items();
    const next = moves[event.key]?.(all.indexOf(document.activeElement as HTMLElement), all.length - 1);
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  }

  return (
    <>
      <button
        type="button"
        id={`${id}-button`}
        aria-label={label}
        aria-haspopup="menu"
        popoverTarget={id}
        disabled={disabled}
        className={`${buttonClass(look)} ${className}`}
      >
        {trigger}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-labelledby={`${id}-button`}
        onKeyDown={move}
        onToggle={(event) => event.newState === "open" && items()[0]?.focus()}
        onClick={(event) => event.target !== menu.current && menu.current?.hidePopover()}
        className="popover w-max max-w-[calc(100vw-2rem)] min-w-48 p-1.5"
      >
        {children}
      </div>
    </>
  );
}

/** One thing to do. With `checked` it is one of several to choose from. */
export function MenuItem({ checked, ...button }: ComponentProps<"button"> & { checked?: boolean }) {
  const choice = checked !== undefined && ({ role: "menuitemradio", "aria-checked": checked } as const);
  return <button type="button" role="menuitem" tabIndex={-1} className={menuItemClass} {...choice} {...button} />;
}
