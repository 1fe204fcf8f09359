import { inspectToken } from "@claimcheck/token-verifier/inspect";
import { readKeySet } from "@claimcheck/token-verifier/jwk";
import { fetchJwks } from "@claimcheck/token-verifier/jwks-fetch";
import { demoToken } from "../jwt/demo-token.ts";
import type { CheckedSettings } from "../stack/checked-settings.ts";
import { foreignOrigins } from "../stack/loopback-only.ts";
import { check, type Finding } from "./finding.ts";

const timeoutMs = 3000;

/** The bridge: keys as the API fetches them and, where there is a demo person, a real token all the way through. */
export async function tokenFindings(settings: CheckedSettings): Promise<Finding[]> {
  const { JWKS_URL, JWT_ALGS, BETTER_AUTH_URL, API_URL } = settings.api;
  const { signal } = new AbortController();
  const keySet = () => fetchJwks(new URL(JWKS_URL), { timeoutMs, signal });
  const findings = [
    await check("JWKS", "check JWKS_URL and JWT_ALGS; see `pnpm jwks check`.", async () => {
      const keys = await readKeySet(await keySet(), JWT_ALGS);
      return `${keys.size} usable for ${JWT_ALGS.join(", ")} at ${JWKS_URL}`;
    }),
  ];
  if (!settings.tools.DEMO_PASSWORD || foreignOrigins(settings).length > 0) return findings;
  const mend = "run `pnpm jwt get | pnpm jwt inspect`, which names each check.";
  findings.push(
    await check("a token, end to end", mend, async () => {
      const { token, signOut } = await demoToken(settings);
      try {
        const { checks } = await inspectToken(token, {
          issuer: BETTER_AUTH_URL,
          audience: API_URL,
          algorithms: JWT_ALGS,
          keySet: await keySet(),
        });
        const failed = checks.find(({ passed }) => !passed);
        if (failed) throw new Error(`${failed.rule}: ${failed.why}`);
        const { status } = await fetch(`${API_URL}/v1/me`, {
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (status !== 200) throw new Error(`the API answers ${status} to a token that passes here`);
        return "the web app mints it, the API takes it";
      } finally {
        await signOut();
      }
    }),
  );
  return findings;
}
