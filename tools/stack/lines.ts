import { stripVTControlCharacters } from "node:util";

/** What the parts say of themselves while they start, and requests of our own. */
const noise = [
  /^\s*$/,
  /^\s*▲ Next\.js/,
  /^\s*- (Local|Network|Environments|Experiments)\b/,
  /^\s*✓ (Ready|Starting|Compiled|Running)/,
  /^\s*○ Compiling/,
  /\b(GET|HEAD) \/(api\/health|api\/auth\/jwks|readyz|livez) 200\b/,
  /^Server listening at /,
  /^keys_fetched$/,
];

/** Gives a function that prints a part's lines under its name, without the noise. */
export function linesOf(part: string, say: (line: string) => void): (line: string) => void {
  return (line) => {
    const text = readable(line);
    const plain = stripVTControlCharacters(text);
    if (!noise.some((pattern) => pattern.test(plain))) say(`${part} │ ${text}`);
  };
}

/** A JSON log line as a sentence: its message, and from a warning on all it knows. */
function readable(line: string): string {
  if (!line.startsWith('{"level":')) return line;
  try {
    const { level, time: _, msg, ...facts } = JSON.parse(line) as Record<string, unknown>;
    if (level === "info") {
      if (facts.reason) return `${msg}: ${facts.reason}`;
      return facts.ms === undefined ? `${msg}` : `${msg} in ${facts.ms} ms`;
    }
    return `${level}: ${msg} ${JSON.stringify(facts)}`;
  } catch {
    return line;
  }
}
