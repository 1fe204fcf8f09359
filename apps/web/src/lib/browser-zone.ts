/** The contract's own form, which stands beside zod: the API refuses other names. */
const form = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

/** Whether the API and this browser can count with a time zone of that name. */
export function isZone(name: string): boolean {
  try {
    return name.length <= 64 && form.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** The browser's time zone; undefined where it has none that can be counted with, like Chrome's "Etc/Unknown". */
export function browserZone(): string | undefined {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isZone(timeZone) ? timeZone : undefined;
}
