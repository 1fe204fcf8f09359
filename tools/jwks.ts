import { isLoopback } from "@claimcheck/process/loopback";
import { algorithms } from "@claimcheck/token-verifier/algorithms";
import { readKeySet } from "@claimcheck/token-verifier/jwk";
import { fetchJwks } from "@claimcheck/token-verifier/jwks-fetch";
import { KeySetError } from "@claimcheck/token-verifier/key-set-error";
import { checkSettings } from "./stack/checked-settings.ts";
import { loadEnv } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";
import { ToolError } from "./tool-error.ts";

const timeoutMs = 3000;

/** `check [URL]`: fetches a key set as the API does and prints its keys, cache headers and problems. Gives the exit code. */
export async function main([command, given, ...rest]: string[]): Promise<number> {
  if (command !== "check" || rest.length > 0 || (given && !URL.canParse(given))) {
    console.error("Usage: pnpm jwks check [URL]");
    return 2;
  }
  const { JWKS_URL, JWKS_ALLOW_HTTP, JWT_ALGS } = checkSettings(loadEnv(root, process.env)).api;
  const url = new URL(given ?? JWKS_URL);
  const { headers, cache } = await headersOf(url);
  const problems = [...cache];
  if (url.protocol === "http:" && !isLoopback(url) && !JWKS_ALLOW_HTTP) {
    problems.push(
      "It is http to another host, so a stranger on the way can swap the keys: a verifier takes https only.",
    );
  }
  try {
    const { signal } = new AbortController();
    const document = await fetchJwks(url, { timeoutMs, signal });
    for (const key of Array.isArray(document.keys) ? document.keys : []) console.log(line(key));
    // Somebody else's set may use any algorithm that the verifier knows.
    const wanted = given ? (Object.keys(algorithms) as (keyof typeof algorithms)[]) : JWT_ALGS;
    const usable = await readKeySet(document, wanted);
    console.log(`${usable.size} usable for ${wanted.join(", ")}`);
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error;
    problems.push(`A verifier takes none of it: ${error.reason}.`);
  }
  for (const name of ["cache-control", "etag", "age"]) {
    console.log(`${name}: ${headers.get(name) ?? "(not sent)"}`);
  }
  for (const problem of problems) console.log(`problem: ${problem}`);
  return problems.length > 0 ? 1 : 0;
}

async function headersOf(url: URL) {
  const response = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error & { cause?: { code?: string } }) => {
    if (error.name === "TimeoutError")
      throw new ToolError(
        `${url} didn't answer within ${timeoutMs / 1000} s: it is slow, still starting or out of reach; try again, or check JWKS_URL.`,
      );
    throw new ToolError(
      `Nothing answers at ${url} (${error.cause?.code ?? error.name}): start it with \`pnpm dev\`, or check JWKS_URL.`,
    );
  });
  await response.body?.cancel();
  const { headers, status } = response;
  const cache = [];
  if (status !== 200) cache.push(`The status is ${status}, not 200.`);
  if (!/max-age=\d/.test(headers.get("cache-control") ?? "")) {
    cache.push("Cache-Control gives no max-age, so every reader guesses how long to keep it.");
  }
  return { headers, cache };
}

/** One key, its long members cut. */
function line(key: unknown): string {
  const members = (key ?? {}) as Record<string, unknown>;
  const short = (name: string) => {
    const value = members[name];
    if (value === undefined) return "";
    const text = String(value);
    return ` ${name}=${text.length > 50 ? `${text.slice(0, 16)}… (${text.length})` : text}`;
  };
  return `key${["kid", "kty", "crv", "alg", "use", "x", "y", "n", "e"].map(short).join("")}`;
}
