import { own } from "../../lib/own.ts";
import { tryAgain } from "./try-again.ts";

/** What a form shows after an attempt: what went wrong or right, and what was typed except for passwords. */
export type FormState = {
  message?: string;
  /**
   * What else may help: the link of the mail, where they signed up in this browser and may not have followed it yet; a new
   * password, where no other one may be tried for a while.
   */
  hint?: "confirm" | "reset";
  /** Seconds until another attempt can work. */
  wait?: number;
  /** What was done, when the person stays on the page. */
  said?: string;
  /** By the names of fields. */
  errors?: Readonly<Record<string, string>>;
  values?: Readonly<Record<string, string>>;
  /** The field that most likely has to be typed again. */
  retype?: string;
};

export type FormAction = (before: FormState, form: FormData) => Promise<FormState>;

/** Better Auth's error codes in words. A wrong address and a wrong password must read the same. */
const byCode: Readonly<Record<string, FormState>> = {
  INVALID_EMAIL_OR_PASSWORD: { message: "The email or the password isn’t right.", retype: "password" },
  INVALID_PASSWORD: { errors: { password: "This isn’t your password." } },
  BANNED_USER: { message: "This account is disabled. Ask whoever runs this site." },
  INVALID_EMAIL: { errors: { email: "This isn’t an email address." } },
  NAME_LENGTH: { errors: { name: "Give a name of 1 to 100 characters that can be seen." } },
  EMAIL_IS_THE_SAME: { errors: { email: "This is your address already." } },
  PASSWORD_TOO_SHORT: { errors: { newPassword: "Use at least 8 characters." } },
  PASSWORD_TOO_COMMON: {
    errors: { newPassword: "This password is easy to guess. Choose a longer or less common one." },
  },
  PASSWORD_TOO_LONG: { errors: { newPassword: "Use at most 128 characters." } },
  SESSION_NOT_FRESH: { message: "You signed in a while ago. Sign out and in again, then repeat this." },
  SIGN_IN_FIRST: { message: "Sign in to the account that is to have this address, then follow the link again." },
  CONFIRM_WITH_EMAIL: { errors: { confirm: "This isn’t the email of your account." } },
  FAILED_TO_UNLINK_LAST_ACCOUNT: { message: "This is your only way to sign in. Add another one first." },
};

/** What to tell the person about an attempt that the issuer at `origin` refused. */
export async function explain(response: Response, origin: string): Promise<FormState & { code?: string }> {
  if (response.status === 429) {
    return { message: "Too many attempts.", wait: Number(response.headers.get("x-retry-after") ?? 60) };
  }
  const { code = "" } = (await response.json().catch(() => ({}))) as { code?: string };
  if (code === "INVALID_ORIGIN") return { message: `Open this page at ${origin} and try again.` };
  return { code, ...(own(byCode, code) ?? { message: tryAgain }) };
}

/** What went wrong, where nothing counts the seconds down. */
export function inOneLine({ message = "", wait }: FormState): string {
  return wait ? `${message} Try again in ${wait} seconds.` : message;
}
