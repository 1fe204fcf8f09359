"use client";

import type { Inspection } from "@claimcheck/token-verifier/inspect";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { notes, times } from "./claim-notes.ts";

/** Header, claims, key and checks of a token that was inspected on the server. */
export function TokenParts({
  inspection: { header = {}, claims = {}, key = {}, checks, accepted },
  signature,
}: {
  inspection: Inspection;
  signature: string;
}) {
  const router = useRouter();
  const now = useNow();
  const left = now === undefined ? undefined : Number(claims.exp) - now;
  const over = left !== undefined && left <= 0;
  const live = checks.map((check) =>
    over && check.rule === "exp" ? { ...check, passed: false, why: "It has ended." } : check,
  );
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="timer" className="font-medium tabular-nums">
          {left === undefined ? "…" : over ? "It has ended." : `Ends in ${left} s`}
        </p>
        <Button look="secondary" onClick={() => router.refresh()}>
          Get a new token
        </Button>
      </div>
      <Part title="Header">
        <Rows of={header} />
      </Part>
      <Part title="Claims">
        <Rows of={claims} />
      </Part>
      <Part title="Signature">
        <p className="wrap-anywhere">{signature}</p>
        <p className="text-small text-muted">Made with the private half of this published key:</p>
        <Rows of={key} />
      </Part>
      <Part
        title={
          accepted && !over
            ? "Checks, as this web app sees them: the API takes it"
            : "Checks, as this web app sees them: the API refuses it"
        }
      >
        <ul className="grid gap-2">
          {live.map(({ rule, passed, why }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of the rules never changes
            <li key={at} className="grid grid-cols-[3.5rem_1fr] gap-x-3 text-small">
              <span className={passed ? "text-muted" : "font-semibold text-danger"}>{passed ? "pass" : "fail"}</span>
              <span className="min-w-0 wrap-anywhere">
                <strong className="font-medium">{rule}</strong>: {why}
              </span>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}

/** Unix seconds, ticking; undefined until the page runs in the browser. */
function useNow(): number | undefined {
  const [now, setNow] = useState<number>();
  useEffect(() => {
    const tick = () => setNow(Math.floor(Date.now() / 1000));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4 sm:p-6">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Rows({ of }: { of: Record<string, unknown> }) {
  return (
    <dl className="grid gap-3">
      {Object.entries(of).map(([name, value]) => (
        <div key={name} className="grid gap-x-4 sm:grid-cols-[5rem_1fr]">
          <dt className="font-medium">{name}</dt>
          <dd className="min-w-0">
            <span className="wrap-anywhere">{String(value)}</span>
            {times.includes(name) && (
              <time className="ml-2 text-muted" suppressHydrationWarning>
                {new Date(Number(value) * 1000).toLocaleTimeString()}
              </time>
            )}
            {notes[name] && <p className="text-small text-muted">{notes[name]}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
