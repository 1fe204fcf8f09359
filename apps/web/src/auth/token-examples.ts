import { isAPIError } from "better-auth/api";
import { assertSignedOut, type Issuer } from "./handle.ts";
import { describeError } from "./log.ts";
import { consume } from "./rate-limit.ts";
import type { TokenGrant } from "./token-grant.ts";

/** No API has this audience. */
const foreignAudience = "urn:claimcheck:example";
const perMinute = { window: 60, max: 10 };

export type TokenExamples = { expired: string; foreignAudience: string };

/**
 * Two tokens of the caller's own that are truly signed and that no API takes: one has ended, one is for
 * somebody else. Takes no parameters, so that nobody can have anything else signed. Rate-limited by person.
 * Never throws; a failure inside is a 503.
 */
export async function tokenExamples(issuer: Issuer, request: Request): Promise<Response> {
  try {
    return await mintExamples(issuer, request).catch(async (error) => {
      if (isAPIError(error) && error.statusCode === 403) return answer(403, error.body ?? {});
      if (!isAPIError(error) || error.statusCode !== 401) throw error;
      await assertSignedOut(issuer.auth, request.headers);
      return signedOut();
    });
  } catch (error) {
    console.error(`auth error token-examples failed: ${describeError(error)}`);
    return answer(503, { code: "UNAVAILABLE", message: "Not available right now" });
  }
}

async function mintExamples({ auth, db, grants }: Issuer, { url, headers }: Request): Promise<Response> {
  if (new URL(url).search) return answer(400, { code: "INVALID_REQUEST", message: "Takes no query" });
  const query = { disableRefresh: true };
  const session = await auth.api.getSession({ headers, query });
  if (!session) return signedOut();
  const budget = await consume(db, `token-examples:${session.user.id}`, perMinute);
  if (!budget.allowed) {
    const message = `Wait ${budget.retryAfter} seconds`;
    return answer(429, { code: "TOO_MANY_REQUESTS", message }, `${budget.retryAfter}`);
  }
  const mint = (grant: TokenGrant) =>
    grants.run(grant, async () => (await auth.api.getToken({ headers, query })).token);
  const now = Math.floor(Date.now() / 1000);
  const examples: TokenExamples = {
    expired: await mint({ iat: now - 600, exp: now - 300 }),
    foreignAudience: await mint({ aud: foreignAudience }),
  };
  return answer(200, examples);
}

const signedOut = () => answer(401, { code: "UNAUTHORIZED", message: "Sign in first" });

function answer(status: number, body: object, retryAfter?: string): Response {
  const headers = { "cache-control": "no-store", ...(retryAfter && { "retry-after": retryAfter }) };
  return Response.json(body, { status, headers });
}
