export type JsonObject = Record<string, unknown>;

// ignoreBOM keeps a byte order mark in the text, where JSON.parse then refuses it.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether valid JSON text names a member twice in one object. JSON.parse keeps the last, other
 * parsers the first, so that two readers could see two different tokens (RFC 7519 section 4).
 */
function hasDuplicateName(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [found, name, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (found === "{") open.push(new Set());
    else if (found === "}") open.pop();
    else if (colon !== undefined) {
      const names = open.at(-1);
      const plain = JSON.parse(name as string) as string;
      if (names?.has(plain)) return true;
      names?.add(plain);
    }
  }
  return false;
}

/** Reads a JSON object from UTF-8 bytes; undefined for anything else, and for a name given twice. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    return isObject(value) && !hasDuplicateName(text) ? value : undefined;
  } catch {
    return undefined;
  }
}
