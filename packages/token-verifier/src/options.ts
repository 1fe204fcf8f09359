import { type Algorithm, algorithms } from "./algorithms.ts";
import type { Clock } from "./clock.ts";
import type { KeyEvent } from "./jwks-cache.ts";
import { defaultTiming, type Timing } from "./timing.ts";

export type VerifierOptions = {
  /** Compared exactly with each token's `iss`. */
  issuer: string;
  /** What `aud` must be or list one of: the name of this API, not of the issuer. */
  audience: string | readonly string[];
  /** Where the issuer's public keys are fetched; may be an internal address. */
  jwksUrl: string;
  /** Default: EdDSA. */
  algorithms?: readonly Algorithm[];
  /** Lets `jwksUrl` be http on another host than this one. Only for a network that nobody else is on. */
  allowHttp?: boolean;
  timing?: Partial<Timing>;
  /** Told what happens to the keys; what it throws is ignored. */
  onEvent?: (event: KeyEvent) => void;
} & Partial<Clock>;

function isLoopback({ hostname }: URL): boolean {
  return /(^|\.)localhost$/.test(hostname) || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function readJwksUrl(text: string, allowHttp: boolean): URL {
  if (!URL.canParse(text)) throw new TypeError("jwksUrl must be a URL");
  const url = new URL(text);
  if (url.username || url.password) throw new TypeError("jwksUrl must not hold credentials");
  const safe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
  if (!safe && !(url.protocol === "http:" && allowHttp)) {
    throw new TypeError(
      "jwksUrl must be https, because over http a stranger can swap the keys (http to this machine is fine; allowHttp is for a private network)",
    );
  }
  return url;
}

/** What tokens are held to, of the options. Throws TypeError with the reason when it would be unsafe. */
export function readRules({
  issuer,
  audience,
  algorithms: given = ["EdDSA"],
}: Pick<VerifierOptions, "issuer" | "audience" | "algorithms">) {
  const audiences = typeof audience === "string" ? [audience] : [...(audience ?? [])];
  const allowed = [...given];
  if (typeof issuer !== "string" || issuer === "") throw new TypeError("issuer must be set");
  if (audiences.length === 0 || audiences.some((one) => typeof one !== "string" || one === "")) {
    throw new TypeError("audience must be set");
  }
  // Object.hasOwn: these come from settings, where `constructor` is as possible as HS256 or none.
  if (allowed.length === 0 || !allowed.every((name) => Object.hasOwn(algorithms, name))) {
    throw new TypeError(
      `algorithms must be some of ${Object.keys(algorithms).join(", ")}: shared secrets (HS256) and none would let others than the issuer make tokens`,
    );
  }
  return { issuer, audiences, algorithms: allowed };
}

/** Completes the options. Throws TypeError with the reason when a verifier with them would be unsafe. */
export function readOptions(options: VerifierOptions) {
  const { now = Date.now, monotonic = () => performance.now(), onEvent } = options;
  return {
    ...readRules(options),
    jwksUrl: readJwksUrl(options.jwksUrl, options.allowHttp === true),
    timing: { ...defaultTiming, ...options.timing },
    clock: { now, monotonic },
    onEvent: (event: KeyEvent) => {
      try {
        onEvent?.(event);
      } catch {
        // A fault in logging must not refuse anybody.
      }
    },
  };
}
