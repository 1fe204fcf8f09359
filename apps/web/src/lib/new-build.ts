"use client";

import { unstable_isUnrecognizedActionError } from "next/navigation";

/** In session storage for the moment of a reload; without passwords. */
const storageKey = "fields-before-reload";

type Kept = { path: string; form: number; fields: [name: string, value: string][] };

const indexOf = (form: HTMLFormElement) => [...document.forms].indexOf(form);

/**
 * Reloads a page that is older than its server: a new build has other ids for its actions, so that no attempt of this page
 * would ever get through. What was typed into `form` is kept for keptFields(), except passwords, files and hidden fields.
 * Returns whether that was the reason for `error`.
 */
export function reloadIfOutdated(error: unknown, form?: HTMLFormElement | null): boolean {
  if (!unstable_isUnrecognizedActionError(error)) return false;
  if (form) {
    const fields = [...form.elements].flatMap((field): Kept["fields"] =>
      isTyped(field) && field.name ? [[field.name, field.value]] : [],
    );
    const kept: Kept = { path: location.pathname, form: indexOf(form), fields };
    storage()?.setItem(storageKey, JSON.stringify(kept));
  }
  location.reload();
  return true;
}

/** Puts back what was typed into `form` before such a reload. Returns whether there was one. */
export function restoreFields(form: HTMLFormElement): boolean {
  const text = storage()?.getItem(storageKey);
  if (!text) return false;
  const kept: Kept = JSON.parse(text);
  if (kept.path === location.pathname && kept.form !== indexOf(form)) return false;
  storage()?.removeItem(storageKey);
  if (kept.path !== location.pathname) return false;
  for (const [name, value] of kept.fields) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field) field.value = value;
  }
  return true;
}

/** A browser may forbid it. */
function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

function isTyped(field: Element): field is HTMLInputElement | HTMLTextAreaElement {
  if (field instanceof HTMLTextAreaElement) return true;
  // A password that is shown is a field of text.
  return (
    field instanceof HTMLInputElement &&
    /^(text|email|search)$/.test(field.type) &&
    !/password/i.test(field.name + field.autocomplete)
  );
}
