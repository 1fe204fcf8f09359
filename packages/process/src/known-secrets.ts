import { isLoopback } from "./loopback.ts";

/** Parts of what tutorials, examples, tests and libraries have in a secret's place; none turns up in 128 random bits. */
const parts =
  /better-?auth-?secret|change-?(me|this|it)|replace-?(me|this|with)|your-?(super-?)?secret|(super|my|top)-?secret|secret-?(for-?tests?|key|here)|(tests?|e2e|dev|development)-?only|only-?(for-?)?(tests?|dev)|place-?holder|pass-?word|keyboard-?cat|of-?no-?value|insecure|12345678|qwert/i;

/** Whole ones, most of them passwords of databases: what images, examples and this repository's own pages use. */
const whole = new Set(
  "admin app app_api app_web claimcheck claimcheck_owner db default demo dev example guest owner pass plain postgres postgresql random root secret test user web api".split(
    " ",
  ),
);

/** A few characters again and again, such as 32 times an x. */
function repeats(text: string): boolean {
  return [1, 2, 3, 4, 5, 6, 8, 10, 16].some(
    (length) => text.length >= 2 * length && [...text].every((one, at) => one === text[at % length]),
  );
}

/** Whether a secret or password is one that anybody tries first. */
export function isKnownSecret(text: string): boolean {
  return text.length < 6 || whole.has(text.toLowerCase()) || parts.test(text) || repeats(text);
}

/** The password in a URL; none for a database that lets its user in by a certificate or by its host. */
export function passwordOf(url: string): string[] {
  const { password } = new URL(url);
  return password ? [decodeURIComponent(password)] : [];
}

/**
 * A line for each setting whose secrets are known to anybody. Only on this machine, where nobody else gets at what
 * they protect, they are let through.
 */
export function knownSecretLines(origins: readonly string[], secrets: Readonly<Record<string, string[]>>): string[] {
  if (origins.every((origin) => isLoopback(origin))) return [];
  return Object.entries(secrets)
    .filter(([, values]) => values.some(isKnownSecret))
    .map(
      ([name]) =>
        `${name} is wrong: its secret stands in examples or is easily guessed, and people elsewhere reach this; set it to a random one.`,
    );
}
