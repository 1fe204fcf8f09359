/** Answers in which Better Auth writes the bare session token, too. Nobody needs it there. */
const telling = new Set(["/sign-in/email", "/sign-up/email", "/get-session"]);

/**
 * Takes the session token out of an answer: its cookie is HttpOnly so that no script in a page can read it.
 * Only who is no browser gets the signed one, in `set-auth-token`: every browser sends Sec-Fetch-Site (Fetch
 * Metadata), and no page can leave it out.
 */
export async function withoutSessionToken(
  path: string,
  { headers: asked }: Request,
  response: Response,
): Promise<Response> {
  const { headers, status } = response;
  if (["cookie", "sec-fetch-site"].some((name) => asked.has(name))) {
    headers.delete("set-auth-token");
    headers.delete("access-control-expose-headers");
  }
  if (!(telling.has(path) && response.ok)) return response;
  const body = (await response.json()) as { token?: string; session?: { token?: string } } | null;
  delete body?.token;
  delete body?.session?.token;
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status, headers });
}
