"use client";

/*
 * Text that somebody hasn't saved yet, kept in this tab's session storage so that it survives a new sign-in: for the
 * same person only. Never a token, nothing that the API gave but the task's own fields.
 */

const prefix = "draft:";
const keyOf = (uuid: string, name: string) => `${prefix}${uuid}:${name}`;

/** What was kept under this name, as JSON; undefined when there is nothing, or nothing that can be read. */
export function readDraft(uuid: string, name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(uuid, name)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value; undefined or "" takes it away. A full or forbidden storage is no reason to fail. */
export function keepDraft(uuid: string, name: string, value: unknown): void {
  try {
    if (value === undefined || value === "") sessionStorage.removeItem(keyOf(uuid, name));
    else sessionStorage.setItem(keyOf(uuid, name), JSON.stringify(value));
  } catch {}
}

/** Takes away all drafts but those of one person: of everybody at sign-out, of the others when somebody is here. */
export function forgetDrafts(except?: string): void {
  forget((key) => !except || !key.startsWith(keyOf(except, "")));
}

/** Takes away one person's drafts: when their account is gone. */
export function forgetDraftsOf(uuid: string): void {
  forget((key) => key.startsWith(keyOf(uuid, "")));
}

function forget(which: (key: string) => boolean): void {
  try {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(prefix) && which(key)) sessionStorage.removeItem(key);
  } catch {}
}
