import { APIError } from "better-auth/api";
import { assertShort, fits } from "./person-rules.ts";

type Body = Record<string, unknown>;

const social = ["provider", "callbackURL", "errorCallbackURL", "disableRedirect"];

/** The fields of requests that Better Auth would take more from, to keep it or to act on it. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  "/sign-up/email": ["name", "email", "password", "callbackURL"],
  // A picture would be fetched from wherever its address leads; no page shows one.
  "/update-user": ["name"],
  // No ID token, and no other scopes.
  "/sign-in/social": social,
  "/link-social": social,
  "/passkey/verify-registration": ["response", "name"],
  "/passkey/update-passkey": ["id", "name"],
  "/admin/ban-user": ["userId"],
};

const maxPathLength = 2000;
const maxPasskeyNameLength = 100;

/** How a browser says that a passkey's device is reached (WebAuthn section 5.8.4). */
const transport = /^[a-z-]{1,20}$/;

/**
 * Before anything is looked up, so that what is refused is refused alike for an address that has an account: only known
 * fields, and in each that is kept only what fits there. Throws a 400.
 */
export function assertFields(path: string, body: Body = {}): void {
  const fields = fieldsOf[path];
  const other = fields && Object.keys(body).find((name) => !fields.includes(name));
  if (other) throw refusal("FIELD_NOT_ALLOWED", `Send ${fields.join(", ")} only`);
  for (const name of ["callbackURL", "errorCallbackURL"]) {
    const given = body[name];
    if (typeof given === "string" && given.length > maxPathLength) {
      throw refusal("PATH_TOO_LONG", `Send at most ${maxPathLength} characters as ${name}`);
    }
  }
  if (path === "/sign-up/email") assertShort({ name: body.name, email: body.email });
  if (path.startsWith("/passkey/")) assertPasskey(body);
}

function assertPasskey({ name, response }: Body): void {
  if (name !== undefined && !fits(name, maxPasskeyNameLength)) {
    const message = `The name must have 1 to ${maxPasskeyNameLength} characters, one that can be seen and no control characters`;
    throw refusal("NAME_LENGTH", message);
  }
  const transports = (response as { response?: { transports?: unknown } } | undefined)?.response?.transports;
  if (transports === undefined) return;
  const known = Array.isArray(transports) && transports.length <= 10;
  if (!known || !transports.every((one) => typeof one === "string" && transport.test(one))) {
    throw refusal("TRANSPORTS", "Send the transports as the browser gave them");
  }
}

function refusal(code: string, message: string): APIError {
  return new APIError("BAD_REQUEST", { code, message });
}
