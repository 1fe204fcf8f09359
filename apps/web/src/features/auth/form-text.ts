/** A text field of a form; names and addresses without blanks around them, passwords as they are. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  if (typeof value !== "string") return "";
  return /password/i.test(name) ? value : value.trim();
}
