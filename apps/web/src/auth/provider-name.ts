const names: Readonly<Record<string, string>> = { github: "GitHub", google: "Google" };

/** What a provider is called, also one that isn't offered any more. */
export function providerName(id: string): string {
  return names[id] ?? id;
}
