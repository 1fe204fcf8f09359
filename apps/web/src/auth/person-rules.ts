import { maxNameLength } from "@claimcheck/contract/claims";
import { hasBidiControl, isVisible } from "@claimcheck/contract/fields";
import { APIError } from "better-auth/api";
import { z } from "zod";

/** A longer one gets no mail (RFC 5321 section 4.5.3.1.3). */
const maxEmailLength = 254;

/** Requests with an address that is to get a mail. */
const mailed: Readonly<Record<string, string>> = {
  "/sign-up/email": "email",
  "/send-verification-email": "email",
  "/request-password-reset": "email",
  "/change-email": "newEmail",
  "/resend-change-email": "newEmail",
};

/** A browser takes more for an address than Better Auth, which then doesn't say which field is wrong. Throws a 400. */
export function assertAddress(path: string, body: Record<string, unknown> = {}): void {
  const field = mailed[path];
  if (field && !z.email().safeParse(body[field]).success) throw invalidEmail();
}

/** Name and address are claims of every token, and a token must stay under the verifier's limit. Throws a 400. */
export function assertShort({ name, email }: { name?: unknown; email?: unknown }): void {
  if (name !== undefined && !fits(name, maxNameLength)) {
    const message = `The name must have 1 to ${maxNameLength} characters, one that can be seen and no control characters`;
    throw new APIError("BAD_REQUEST", { code: "NAME_LENGTH", message });
  }
  if (email !== undefined && !fits(email, maxEmailLength)) {
    throw invalidEmail();
  }
}

function invalidEmail(): APIError {
  return new APIError("BAD_REQUEST", { code: "INVALID_EMAIL", message: "Invalid email" });
}

/** Whether a text is one line that shows something and is no longer than that. Postgres has no NUL. */
export function fits(text: unknown, max: number): boolean {
  if (typeof text !== "string" || text.length > max) return false;
  return isVisible(text) && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text) && !hasBidiControl(text);
}

type Provided = { name?: string | undefined; email?: string | undefined; emailVerified?: boolean | undefined };

/**
 * What is taken of a person from a provider: a name that fits, and an address that is theirs only if the provider says
 * so. No picture, which would be fetched from there, and nothing else that a profile may hold.
 * For an address that isn't confirmed stands one that nobody has: Better Auth would look it up, and refuse a known one
 * otherwise than an unknown one. Whoever is linked already is found by their id there, whatever the address.
 */
export function providedPerson({ name, email = "", emailVerified }: Provided) {
  const plain = name?.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu, "").trim() ?? "";
  const given = [...(isVisible(plain) ? plain : (email.split("@")[0] ?? ""))].slice(0, maxNameLength).join("");
  const confirmed = emailVerified === true;
  const nobodys = email && `${crypto.randomUUID()}@unconfirmed.invalid`;
  return { name: given, email: confirmed ? email : nobodys, emailVerified: confirmed };
}
