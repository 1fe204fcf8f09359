/**
 * Takes the session token out of an answer, into which Better Auth writes it at several paths, bare: its cookie is
 * HttpOnly so that no script in a page can read it. Only the token of `/token` is another one, for the API.
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
  if (path === "/token" || !response.ok || !headers.get("content-type")?.includes("json")) return response;
  const body = (await response.json()) as { token?: string; session?: { token?: string } } | null;
  delete body?.token;
  delete body?.session?.token;
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status, headers });
}
