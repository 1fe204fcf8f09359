import { ProblemError } from "../problem.ts";

/** What spreadsheets write in front of a table that isn't in UTF-8; TextDecoder itself removes the mark. */
const marks = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
] as const;

/**
 * The text of a table. Its byte-order mark decides on the encoding, else `charset` (RFC 7111 section 3), else the
 * bytes: column names are ASCII, so a zero byte beside the first one means UTF-16, and what isn't UTF-8 is Windows-1252.
 * Throws bad_request for bytes that the encoding doesn't have, unsupported_media_type for an encoding that is unknown.
 */
export function tableText(bytes: Buffer, charset?: string): string {
  const encoding = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0] ?? charset;
  if (encoding) return decode(bytes, encoding);
  if (bytes[1] === 0) return decode(bytes, "utf-16le");
  if (bytes[0] === 0) return decode(bytes, "utf-16be");
  try {
    return decode(bytes, "utf-8");
  } catch {
    return decode(bytes, "windows-1252");
  }
}

function decode(bytes: Buffer, encoding: string): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new ProblemError("unsupported_media_type", { detail: "The charset of the Content-Type isn't known." });
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProblemError("bad_request", { detail: `The body isn't valid ${encoding.toUpperCase()}.` });
  }
}
