import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** Somebody with an account at both providers. */
export type OAuthPerson = {
  login: string;
  email: string;
  name?: string;
  /** Whether the provider says that the address is theirs; it does unless told otherwise. */
  emailVerified?: boolean;
  /** More of a profile, or other claims of the ID token than it should have. */
  more?: Record<string, unknown>;
};

type Grant = { person: OAuthPerson; clientId: string; redirectUri: string; challenge: string; nonce: string | null };

export type OAuthServer = Awaited<ReturnType<typeof startOAuthServer>>;

const oauthClient = { id: "claimcheck-test", secret: "a-client-secret-of-no-value" };

/**
 * A server on this machine that stands in for GitHub (GITHUB_URL) and for Google (GOOGLE_ISSUER). Its authorize page has a
 * link for each person and one to cancel; `login_hint` with somebody's login approves at once. Checks what the real ones
 * check: client, secret, redirect URI, PKCE, and that a code is used once.
 */
export async function startOAuthServer(people: OAuthPerson[] = []) {
  const key = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(key.publicKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, OAuthPerson>();

  function authorize(url: URL): Response {
    const { searchParams: asked } = url;
    const [redirectUri, state] = [asked.get("redirect_uri") ?? "", asked.get("state") ?? ""];
    const wrong =
      (asked.get("client_id") !== oauthClient.id && "another client") ||
      (!/^http:\/\/(localhost|127\.0\.0\.1):\d+\/api\/auth\/callback\/\w+$/.test(redirectUri) && "another redirect") ||
      (asked.get("code_challenge_method") !== "S256" && "no PKCE") ||
      (!state && "no state");
    if (wrong) return new Response(wrong, { status: 400 });
    const back = (answer: Record<string, string>) =>
      Response.redirect(`${redirectUri}?${new URLSearchParams({ ...answer, state })}`, 302);
    const login = asked.get("person") ?? asked.get("login_hint");
    if (login === "nobody") return back({ error: "access_denied" });
    const person = people.find((one) => one.login === login);
    if (!person) return new Response(choice(url, people), { headers: { "content-type": "text/html; charset=utf-8" } });
    const code = randomBytes(16).toString("hex");
    const challenge = asked.get("code_challenge") ?? "";
    grants.set(code, { person, clientId: oauthClient.id, redirectUri, challenge, nonce: asked.get("nonce") });
    return back({ code });
  }

  async function exchange(form: URLSearchParams, issuer: string, withIdToken: boolean): Promise<Response> {
    const grant = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const fits =
      form.get("client_id") === oauthClient.id &&
      form.get("client_secret") === oauthClient.secret &&
      form.get("redirect_uri") === grant?.redirectUri &&
      verifier === grant?.challenge;
    // GitHub says so with a 200.
    if (!grant || !fits) return Response.json({ error: "bad_verification_code" }, { status: withIdToken ? 400 : 200 });
    const access_token = randomBytes(16).toString("hex");
    tokens.set(access_token, grant.person);
    const id_token = withIdToken ? { id_token: await idToken(grant, issuer) } : {};
    return Response.json({ access_token, token_type: "bearer", scope: "read:user,user:email", ...id_token });
  }

  function idToken({ person, clientId, nonce }: Grant, issuer: string): Promise<string> {
    const { login, email, name, emailVerified = true, more } = person;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: clientId, sub: `sub-${login}`, iat: now, exp: now + 300, nonce };
    const payload = { ...claims, email, email_verified: emailVerified, name, ...more } as JWTPayload;
    return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: jwk.kid }).sign(key.privateKey);
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const person = tokens.get(request.headers.get("authorization")?.replace(/^Bearer /i, "") ?? "");
    switch (`${request.method} ${url.pathname}`) {
      case "GET /login/oauth/authorize":
      case "GET /authorize":
        return authorize(url);
      case "POST /login/oauth/access_token":
        return exchange(new URLSearchParams(await request.text()), url.origin, false);
      case "POST /token":
        return exchange(new URLSearchParams(await request.text()), url.origin, true);
      case "GET /api/v3/user":
        if (!person) return Response.json({ message: "Bad credentials" }, { status: 401 });
        return Response.json({
          id: idOf(person),
          login: person.login,
          name: person.name ?? null,
          email: null,
          ...person.more,
        });
      case "GET /api/v3/user/emails":
        if (!person) return Response.json({ message: "Bad credentials" }, { status: 401 });
        return Response.json([{ email: person.email, primary: true, verified: person.emailVerified ?? true }]);
      case "GET /jwks":
        return Response.json({ keys: [jwk] });
      case "GET /.well-known/openid-configuration":
        return Response.json({
          issuer: url.origin,
          authorization_endpoint: `${url.origin}/authorize`,
          token_endpoint: `${url.origin}/token`,
          jwks_uri: `${url.origin}/jwks`,
          id_token_signing_alg_values_supported: ["RS256"],
        });
      default:
        return new Response("not found", { status: 404 });
    }
  }

  const server = createServer(async (incoming, outgoing) => {
    const response = await answer(await requestOf(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** What the web app is told, so that it offers both providers. */
    settings: {
      GITHUB_URL: url,
      GITHUB_CLIENT_ID: oauthClient.id,
      GITHUB_CLIENT_SECRET: oauthClient.secret,
      GOOGLE_ISSUER: url,
      GOOGLE_CLIENT_ID: oauthClient.id,
      GOOGLE_CLIENT_SECRET: oauthClient.secret,
    },
    /** Lets somebody sign in there. */
    add: (person: OAuthPerson) => people.push(person),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const body = method === "POST" ? { body: new Uint8Array(Buffer.concat(await incoming.toArray())) } : {};
  const init = { method, headers: { authorization: headers.authorization ?? "" }, ...body };
  return new Request(new URL(url, `http://${headers.host}`), init);
}

/** GitHub's ids are numbers that stay, whatever the login becomes. */
function idOf({ login }: OAuthPerson): number {
  return createHash("sha256").update(login).digest().readUInt32BE();
}

function choice(url: URL, people: readonly OAuthPerson[]): string {
  const link = (login: string, label: string) => {
    const chosen = new URL(url);
    chosen.searchParams.set("person", login);
    return `<li><a href="${plain(chosen.pathname + chosen.search)}">${plain(label)}</a></li>`;
  };
  const links = [
    ...people.map(({ login, name }) => link(login, `Continue as ${name ?? login}`)),
    link("nobody", "Cancel"),
  ];
  return `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Sign in</title><main><h1>Who are you?</h1><ul>${links.join("")}</ul></main></html>`;
}

function plain(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
