"use client";

import { useState } from "react";
import type { TokenExamples } from "@/auth/token-examples.ts";
import { Button } from "@/components/ui/button.tsx";
import { fetchToken } from "@/lib/browser-token.ts";

type Answer = { sent: string; status: string; challenge?: string; body: string };

/** Tokens live in these functions only, and never in the page. */
const trials: Record<string, () => Promise<string>> = {
  "as it is": fetchToken,
  tampered: async () => withOtherUuid(await fetchToken()),
  expired: async () => (await fetchExamples()).expired,
  "for another audience": async () => (await fetchExamples()).foreignAudience,
};

/** Sends the token, or one that is spoiled, to the real API and shows its real answer. */
export function Trials({ apiUrl }: { apiUrl: string }) {
  const [answer, setAnswer] = useState<Answer>();
  const [busy, setBusy] = useState(false);
  const send = async (sent: string, make: () => Promise<string>) => {
    if (busy) return;
    setBusy(true);
    setAnswer(await tryOut(apiUrl, sent, make));
    setBusy(false);
  };
  return (
    <section className="grid gap-4 rounded-card border border-line bg-surface p-4 sm:p-6">
      <h2>Try the API</h2>
      <p className="wrap-anywhere text-muted">
        Each button asks {apiUrl}/v1/me who you are, with your token or with a spoiled one.
      </p>
      <div className="flex flex-wrap gap-3">
        {Object.entries(trials).map(([name, make]) => (
          <Button key={name} look="secondary" aria-disabled={busy} onClick={() => send(name, make)}>
            Send it {name}
          </Button>
        ))}
      </div>
      <div aria-live="polite">
        {answer && (
          <div className="grid gap-2">
            <p className="font-medium">
              Sent {answer.sent}: {answer.status}
            </p>
            {answer.challenge && <p className="text-small wrap-anywhere">WWW-Authenticate: {answer.challenge}</p>}
            <pre className="text-small whitespace-pre-wrap wrap-anywhere">{answer.body}</pre>
          </div>
        )}
      </div>
    </section>
  );
}

async function tryOut(apiUrl: string, sent: string, make: () => Promise<string>): Promise<Answer> {
  let token: string;
  try {
    token = await make();
  } catch (error) {
    return { sent, status: "nothing", body: error instanceof Error ? error.message : "" };
  }
  try {
    const response = await fetch(`${apiUrl}/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
      credentials: "omit",
      cache: "no-store",
    });
    const challenge = response.headers.get("www-authenticate");
    return {
      sent,
      status: `${response.status} ${response.statusText}`,
      ...(challenge && { challenge }),
      body: JSON.stringify(await response.json(), null, 2),
    };
  } catch {
    return { sent, status: "no answer", body: "The API can’t be reached right now." };
  }
}

async function fetchExamples(): Promise<TokenExamples> {
  const response = await fetch("/api/token-examples", { cache: "no-store" });
  if (response.ok) return response.json();
  const wait = response.headers.get("retry-after");
  throw new Error(wait ? `Wait ${wait} seconds, then try again.` : "No example was given.");
}

/** The token with somebody else’s uuid in it, and the signature of the old text. */
function withOtherUuid(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const text = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const claims = { ...JSON.parse(new TextDecoder().decode(bytes)), uuid: crypto.randomUUID() };
  const changed = new TextEncoder().encode(JSON.stringify(claims));
  const encoded = btoa(String.fromCharCode(...changed));
  const spoiled = encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return [header, spoiled, signature].join(".");
}
