"use client";

import { useEffect, useState } from "react";

/** The seconds that are left of a wait; it begins when `of` changes. */
export function useSecondsLeft(seconds: number, of: unknown): number {
  const [left, setLeft] = useState(seconds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another refusal with the same wait starts it anew
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [seconds, of]);
  return left;
}

/** When to try again: it ticks for the eye, and is read out once. Without scripts it says what holds now. */
export function Countdown({ seconds, of }: { seconds: number; of: unknown }) {
  const left = useSecondsLeft(seconds, of);
  return (
    <>
      <span className="sr-only">Try again in {inWords(seconds)}.</span>
      <span aria-hidden="true" className="tabular-nums">
        {left > 0 ? `Try again in ${inWords(left)}.` : "Try again now."}
      </span>
    </>
  );
}

export function inWords(seconds: number): string {
  if (seconds > 120) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}
