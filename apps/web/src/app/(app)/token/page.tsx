import { inspectToken } from "@claimcheck/token-verifier/inspect";
import type { Metadata } from "next";
import { getIssuer } from "@/auth/issuer.ts";
import { requireVisitor } from "@/auth/visitor.ts";
import { TokenParts } from "@/features/token/token-parts.tsx";
import { Trials } from "@/features/token/trials.tsx";

export const metadata: Metadata = { title: "Your token" };

/** The caller's own token taken apart, on the server: the page never gets its signature. */
export default async function TokenPage() {
  const { token } = await requireVisitor("/token");
  const { config, keys } = getIssuer();
  const published = (await keys.publicKeys()) as { alg: "EdDSA" | "ES256" | "RS256" }[];
  const inspection = await inspectToken(token, {
    issuer: config.BETTER_AUTH_URL,
    audience: config.API_URL,
    // While the algorithm changes there are keys of two.
    algorithms: [...new Set(published.map(({ alg }) => alg))],
    keySet: { keys: published },
  });
  const signature = token.slice(token.lastIndexOf(".") + 1);
  return (
    <main className="mx-auto grid w-full max-w-3xl gap-8 px-4 pt-4 pb-24 sm:px-6 sm:pt-8">
      <header className="grid gap-2">
        <h1 className="text-title">Your token</h1>
        <p className="text-muted">
          This is what the tasks API gets to see of you, and all that it trusts. It was made for this page a moment ago.
        </p>
      </header>
      <TokenParts
        inspection={inspection}
        signature={`${signature.slice(0, 8)}… (${signature.length} characters, never shown whole)`}
      />
      <Trials apiUrl={config.API_URL} />
    </main>
  );
}
