import { dictionary } from "@zxcvbn-ts/language-common";
import { APIError } from "better-auth/api";

export const minPasswordLength = 8;
export const maxPasswordLength = 128;

/** Requests that set a password, and where in their body it is. */
const settingPaths: Readonly<Record<string, string>> = {
  "/sign-up/email": "password",
  "/reset-password": "newPassword",
  "/change-password": "newPassword",
  "/verify-email": "newPassword",
};

/** Before anything is looked up. Throws a 400 for a new password that is too short, too long or easily guessed. */
export function assertNewPassword(path: string, body: Record<string, unknown> = {}): void {
  const password = body[settingPaths[path] ?? ""];
  if (typeof password !== "string") return;
  if (password.length < minPasswordLength) throw refusal("PASSWORD_TOO_SHORT", "Password too short");
  if (password.length > maxPasswordLength) throw refusal("PASSWORD_TOO_LONG", "Password too long");
  if (isEasilyGuessed(password)) {
    throw refusal("PASSWORD_TOO_COMMON", "The password is a common one, one repeated part or a sequence");
  }
}

function refusal(code: string, message: string): APIError {
  return new APIError("BAD_REQUEST", { code, message });
}

/** The ones that people choose most, by the lists that were leaked. */
const commonPasswords = new Set(dictionary["passwords-common"].filter(({ length }) => length >= minPasswordLength));

/** What stands side by side on keyboards. */
const keyboardRows = ["1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm"];

/** Parts of up to this many characters that are repeated, and runs of at least this many, are sequences. */
const shortPart = 4;

/** Whether a password of at least 8 characters is among the first that an attacker would try. */
export function isEasilyGuessed(password: string): boolean {
  const plain = password.normalize("NFKC").trim().toLowerCase();
  if (commonPasswords.has(plain)) return true;
  if (keyboardRows.some((row) => [row, backwards(row)].some((one) => (one + one).includes(plain)))) return true;
  const characters = [...plain];
  return isRepeated(characters) || countRuns(characters) * shortPart <= characters.length;
}

/** One part of up to four characters again and again: "aaaaaaaa", "abcabcab". */
function isRepeated(characters: string[]): boolean {
  return [1, 2, 3, shortPart].some((size) => characters.every((one, at) => one === characters[at % size]));
}

/** The runs that it is made of, in each of which every character is the same as, after or before the last: "1234dcba" has two. */
function countRuns(characters: string[]): number {
  let [runs, step] = [0, Number.NaN];
  characters.forEach((one, at) => {
    const next = (one.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? Number.NaN);
    const begins = Number.isNaN(step) && Math.abs(next) <= 1;
    if (begins) step = next;
    else if (next !== step) {
      runs += 1;
      step = Number.NaN;
    }
  });
  return runs;
}

function backwards(text: string): string {
  return [...text].reverse().join("");
}
