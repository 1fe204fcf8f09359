import { own } from "../../lib/own.ts";

const byCode: Readonly<Record<string, string>> = {
  access_denied: "Nothing was shared: you called it off at the provider.",
  account_not_linked:
    "There is an account with this email that nobody has confirmed yet. Use “Forgot your password?” to make it yours, then try again.",
  account_already_linked_to_different_user: "Somebody else here already signs in with that account.",
  email_not_found: "The provider told no email address, so there is nothing to sign in with.",
  email_not_verified: "The provider doesn’t say that the email address is yours. Confirm it there first.",
  SESSION_NOT_FRESH: "You signed in a while ago. Sign out and in again, then add the provider.",
  BANNED_USER: "This account is disabled. Ask whoever runs this site.",
};

/**
 * Why signing in with a provider, or adding one, came to nothing. Takes the code that the issuer sent back;
 * `wait_SECONDS` after too many attempts.
 */
export function providerTrouble(code: string | string[]): string {
  const [, wait] = /^wait_(\d{1,5})$/.exec(`${code}`) ?? [];
  if (wait) return `Too many attempts. Try again in ${wait} seconds.`;
  return own(byCode, `${code}`) ?? "The provider didn’t sign you in. Try again, or use another way.";
}
