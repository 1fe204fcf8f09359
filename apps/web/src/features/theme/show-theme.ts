"use client";

/** Shows a theme at once; the server's answer to the choice says the same a moment later. */
export function showTheme(value: string): void {
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}
