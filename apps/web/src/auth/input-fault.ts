// Control characters except tab and line breaks: no field needs them, and Postgres can't store NUL.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controlCharacter = /[\0-\x08\v\f\x0e-\x1f\x7f]/;

/**
 * Says what is wrong with the text of a request, in one sentence for its caller; undefined if nothing is.
 * - `body`: its bytes. Only JSON and forms are looked at; Better Auth answers 415 for anything else.
 */
export function inputFault({ url, headers }: Request, body: Buffer | null): string | undefined {
  if (![...new URL(url).searchParams].flat().every(isPlainText)) return "The query must not have control characters";
  if (!body?.length) return undefined;
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  const isForm = type.includes("application/x-www-form-urlencoded");
  if (!isForm && !type.includes("json")) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const fields: unknown = isForm ? [...new URLSearchParams(text)] : JSON.parse(text);
    if (!isForm && (fields === null || typeof fields !== "object" || Array.isArray(fields)))
      return "The body must be a JSON object";
    return isPlain(fields) ? undefined : "The body must not have control characters";
  } catch {
    return isForm ? "The body must be UTF-8" : "The body must be valid JSON in UTF-8";
  }
}

/** Whether no text in a JSON value, key or value, has a control character. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string") return isPlainText(value);
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(([key, inner]) => isPlainText(key) && isPlain(inner));
}

function isPlainText(text: string): boolean {
  return text.isWellFormed() && !controlCharacter.test(text);
}
