/** What Better Auth says of a wrong address, and of a wrong password. */
const wrongPassword = { message: "Invalid email or password", code: "INVALID_EMAIL_OR_PASSWORD" };

/**
 * Takes out of an answer what nobody needs in it.
 * - The bare session token, which Better Auth writes into bodies, too: its cookie is HttpOnly so that no script in a page
 *   can read it. Only who is no browser gets the signed one, in `set-auth-token`: every browser sends Sec-Fetch-Site
 *   (Fetch Metadata), and no page can leave it out.
 * - Who signed up, so that an address which has an account can't be told from one that hasn't.
 * - That a password was right while the address isn't confirmed: whoever has just signed the address up knows the
 *   password, if there was no account before.
 */
export async function reducedAnswer(path: string, { headers: asked }: Request, response: Response): Promise<Response> {
  const { headers, status } = response;
  if (["cookie", "sec-fetch-site"].some((name) => asked.has(name))) {
    headers.delete("set-auth-token");
    headers.delete("access-control-expose-headers");
  }
  const wait = headers.get("x-retry-after");
  if (wait) headers.set("retry-after", wait);
  if (path === "/sign-in/email" && status === 403 && (await codeOf(response)) === "EMAIL_NOT_VERIFIED") {
    headers.delete("content-length");
    return Response.json(wrongPassword, { status: 401, headers });
  }
  const isJson = headers.get("content-type")?.startsWith("application/json");
  if (!response.ok || !isJson || path === "/token") return response;
  const body = (await response.json()) as { token?: string; session?: { token?: string } } | null;
  delete body?.token;
  delete body?.session?.token;
  headers.delete("content-length");
  return new Response(JSON.stringify(path === "/sign-up/email" ? { status: true } : body), { status, headers });
}

async function codeOf(response: Response): Promise<string | undefined> {
  return (
    (await response
      .clone()
      .json()
      .catch(() => ({}))) as { code?: string }
  ).code;
}
