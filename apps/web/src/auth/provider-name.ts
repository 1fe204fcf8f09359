import { own } from "../lib/own.ts";

const names: Readonly<Record<string, string>> = { github: "GitHub", google: "Google" };

/** What a provider is called, also one that isn't offered any more. */
export function providerName(id: string): string {
  return own(names, id) ?? id;
}
