"use client";

/*
 * Rows of the list as they are on the page. The focus is moved before React has rendered what comes next, so this
 * looks at the document itself.
 */

const links = () => [...document.querySelectorAll<HTMLElement>("[data-task] [data-open]")];
const idOf = (element: Element | null | undefined) => element?.closest<HTMLElement>("[data-task]")?.dataset.task;

/** The task whose row has the focus. */
export function focusedId(): string | undefined {
  return idOf(document.activeElement);
}

/** Moves the focus by so many rows, from none to the first one. */
export function moveFocus(by: 1 | -1): void {
  const all = links();
  const at = all.findIndex((link) => idOf(link) === focusedId());
  const next = at < 0 ? all[0] : all[at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Before rows go away: moves the focus to the next one that stays, else to the one above, else to quick add. Of none: to the first. */
export function focusBeside(ids: readonly string[]): void {
  const all = links();
  const stays = (link: HTMLElement) => !ids.includes(idOf(link) ?? "");
  const last = all.findLastIndex((link) => !stays(link));
  const next = all.slice(last + 1).find(stays) ?? all.slice(0, Math.max(last, 0)).findLast(stays);
  (next ?? document.querySelector<HTMLElement>("main input[name=title]"))?.focus();
}

export function focusRow(id: string): void {
  links()
    .find((link) => idOf(link) === id)
    ?.focus();
}
