import type { CheckedSettings } from "../stack/checked-settings.ts";
import { assertLoopbackOrigins } from "../stack/loopback-only.ts";
import { ToolError } from "../tool-error.ts";

export type DemoToken = {
  token: string;
  /** Ends the session, and with it what the token may do at the API. */
  signOut: () => Promise<void>;
};

/**
 * Gets an access token of the demo person as any script would: signs in, then asks for a token.
 * Only from a web app on this machine. Throws ToolError with the fix when the web app doesn't run or refuses.
 */
export async function demoToken(
  settings: CheckedSettings,
  { scope, audience }: { scope?: string | undefined; audience?: string | undefined } = {},
): Promise<DemoToken> {
  assertLoopbackOrigins(settings, "pnpm jwt get");
  const { DEMO_EMAIL: email, DEMO_PASSWORD: password } = settings.tools;
  if (!password) throw new ToolError("DEMO_PASSWORD is missing: `pnpm dev` writes one into .env.");
  const call = callIssuer(settings.web.BETTER_AUTH_URL);
  const entered = await call("/sign-in/email", { body: { email, password } });
  const session = entered.headers.get("set-auth-token");
  if (!entered.ok || !session) {
    throw new ToolError(
      `The demo person can't sign in (${entered.status}): run \`pnpm db seed\`, or wait a minute if that was tried often.`,
    );
  }
  const signOut = async () => void (await call("/sign-out", { session, body: {} }));
  try {
    const asked = new URLSearchParams({ ...(scope && { scope }), ...(audience && { audience }) });
    const answer = await call(`/token${asked.size > 0 ? `?${asked}` : ""}`, { session });
    const { token, message } = (await answer.json()) as { token?: string; message?: string };
    if (!token) throw new ToolError(`No token was given (${answer.status}): ${message}`);
    return { token, signOut };
  } catch (error) {
    await signOut();
    throw error;
  }
}

function callIssuer(origin: string) {
  return async (path: string, { body, session }: { body?: object; session?: string }) =>
    fetch(`${origin}/api/auth${path}`, {
      method: body ? "POST" : "GET",
      headers: {
        // Node's fetch says that it is a browser's, and a browser would say where its page is from.
        origin,
        ...(body && { "content-type": "application/json" }),
        ...(session && { authorization: `Bearer ${session}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => {
      throw new ToolError(`Nothing answers at ${origin}: start it with \`pnpm dev\`.`);
    });
}
