/** What a table has for a key that came from outside; `constructor` and the like aren't in any. */
export function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
