import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** How the key server answers one request; `keySet` is the published JWKS as JSON. */
export type Behaviour = (response: ServerResponse, keySet: string) => void;

export type MintClaims = {
  uuid?: string | undefined;
  sub?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  scope?: string | undefined;
  /** The id of the session that the token belongs to. Default: a random one. */
  sid?: string | undefined;
  /** Seconds until the token ends; a negative number gives one that ended that long ago. */
  expiresIn?: number;
  /** Any other claim; `undefined` leaves a claim out. */
  [claim: string]: unknown;
};

export type TestIssuer = Awaited<ReturnType<typeof startIssuer>>;

const signing = {
  EdDSA: { name: "Ed25519" },
  ES256: { name: "ECDSA", hash: "SHA-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5" },
};

/** Ready-made behaviours of the key server. */
export const behaviours = {
  serve: (response, keySet) => answer(response, keySet),
  /** Breaks the connection without an answer, like a process that is gone. */
  down: (response) => response.destroy(),
  /** Refuses the names that libraries give themselves, as CDNs do. */
  behindCdn: (response, keySet) => {
    const isLibrary = /^($|node|undici|axios|python|go-http|java|curl)/i.test(response.req.headers["user-agent"] ?? "");
    answer(response, keySet, { status: isLibrary ? 403 : 200 });
  },
  /** Takes the request and never answers. */
  hang: () => {},
  /** Sends a byte now and then and never ends. */
  drip: (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  },
} as const satisfies Record<string, Behaviour>;

export function answer(
  response: ServerResponse,
  body: string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}

const encode = (part: string | Uint8Array) => Buffer.from(part).toString("base64url");

/**
 * A real issuer for tests: makes keys, serves them as JWKS on a free port of 127.0.0.1, mints tokens.
 * Its `issuer` is its own origin unless one is given.
 */
export async function startIssuer({
  issuer,
  audience = "http://localhost:8000",
  algorithm = "EdDSA" as keyof typeof signing,
  now = Date.now,
}: {
  issuer?: string;
  audience?: string;
  algorithm?: keyof typeof signing;
  now?: () => number;
} = {}) {
  const keys = new Map<string, { jwk: JWK; privateKey: CryptoKey }>();
  let signingKid = "";
  let behaviour: Behaviour = behaviours.serve;
  let requests = 0;

  const keySet = () => ({ keys: [...keys.values()].map(({ jwk }) => jwk) });
  const server = createServer((_request, response) => {
    requests += 1;
    behaviour(response, JSON.stringify(keySet()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const iss = issuer ?? origin;

  /** Publishes a new key that doesn't sign yet; gives its kid. */
  async function addKey(): Promise<string> {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    const kid = randomUUID();
    const jwk = { ...(await exportJWK(pair.publicKey)), alg: algorithm, kid };
    keys.set(kid, { jwk, privateKey: pair.privateKey });
    return kid;
  }

  /** Signs any header and payload text as they are, well-formed or not. */
  async function sign(header: string | Uint8Array, payload: string | Uint8Array, kid = signingKid) {
    const input = `${encode(header)}.${encode(payload)}`;
    const { privateKey } = keys.get(kid) as { privateKey: CryptoKey };
    const bytes = Buffer.from(input);
    return `${input}.${encode(new Uint8Array(await crypto.subtle.sign(signing[algorithm], privateKey, bytes)))}`;
  }

  /** The claims that `mint` signs, for tests that change the text before signing. */
  function claims({ expiresIn = 300, ...overrides }: MintClaims = {}): Record<string, unknown> {
    const seconds = Math.floor(now() / 1000);
    const uuid = overrides.uuid ?? randomUUID();
    const sub = `id-${uuid}`;
    return {
      iss,
      aud: audience,
      sub,
      uuid,
      email: `${uuid.slice(0, 8)}@example.com`,
      name: "Test Person",
      scope: "tasks:read tasks:write",
      client_id: "claimcheck-web",
      sid: randomUUID(),
      jti: randomUUID(),
      iat: expiresIn > 0 ? seconds : seconds + expiresIn - 300,
      exp: seconds + expiresIn,
      ...overrides,
    };
  }

  /** A token signed with the current key; `header` adds to or replaces `alg`, `kid` and `typ`. */
  function mint(given: MintClaims = {}, header: Record<string, unknown> = {}): Promise<string> {
    const usual = { typ: "at+jwt", alg: algorithm, kid: signingKid };
    return sign(JSON.stringify({ ...usual, ...header }), JSON.stringify(claims(given)));
  }

  signingKid = await addKey();
  return {
    issuer: iss,
    audience,
    jwksUrl: `${origin}/api/auth/jwks`,
    get kid() {
      return signingKid;
    },
    /** How many requests have reached the key server. */
    get requests() {
      return requests;
    },
    keySet,
    claims,
    mint,
    sign,
    addKey,
    signWith: (kid: string) => {
      signingKid = kid;
    },
    removeKey: (kid: string) => keys.delete(kid),
    /** Publishes a new key and signs with it from now on; the old one stays published. */
    rotate: async () => {
      signingKid = await addKey();
      return signingKid;
    },
    setBehaviour: (next: Behaviour) => {
      behaviour = next;
    },
    stop: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
