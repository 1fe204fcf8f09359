/** What a form shows after a refused attempt: messages, and what was typed except for the password. */
export type AuthFormState = {
  message?: string;
  errors?: { name?: string; email?: string; password?: string };
  values?: { name?: string; email?: string };
};

/** Better Auth's error codes in words. A wrong address and a wrong password must read the same. */
const byCode: Record<string, AuthFormState> = {
  INVALID_EMAIL_OR_PASSWORD: { message: "The email or the password isn’t right." },
  BANNED_USER: { message: "This account is disabled. Ask whoever runs this site." },
  INVALID_EMAIL: { errors: { email: "This isn’t an email address." } },
  NAME_LENGTH: { errors: { name: "Give a name of 1 to 100 characters." } },
  PASSWORD_TOO_SHORT: { errors: { password: "Use at least 8 characters." } },
  PASSWORD_TOO_LONG: { errors: { password: "Use at most 128 characters." } },
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: {
    errors: { email: "There is already an account with this email. Sign in instead." },
  },
};

/** What to tell the person about an attempt that the issuer at `origin` refused. */
export async function explain(response: Response, origin: string): Promise<AuthFormState> {
  if (response.status === 429) {
    const seconds = response.headers.get("x-retry-after") ?? "60";
    return { message: `Too many attempts. Wait ${seconds} seconds and try again.` };
  }
  const { code } = (await response.json().catch(() => ({}))) as { code?: string };
  if (code === "INVALID_ORIGIN") return { message: `Open this page at ${origin} and try again.` };
  return byCode[code ?? ""] ?? { message: "That didn’t work just now. Try again in a moment." };
}
