import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { WebConfig } from "../config.ts";
import { type Message, type Words, writeMessage } from "./message.ts";
import { openTransport } from "./transport.ts";

/** What is to be said to whom; undefined when nothing is, after all. */
export type Letter = { to: string; words: Words } | undefined;

export type Outbox = ReturnType<typeof createOutbox>;

const heldAtMost = 500;
/** Seconds before each new try. */
const patience = [1, 10, 60];

/**
 * Mails, off the path of the request that asked for them: it neither waits for one nor fails with one, and takes as long
 * whether one is sent or not. They are kept in memory only: one that couldn't be sent before the process ended is lost,
 * and whoever waits for it asks for another.
 */
export function createOutbox({ SMTP_URL, MAIL_FROM }: Pick<WebConfig, "SMTP_URL" | "MAIL_FROM">, pauses = patience) {
  const transport = SMTP_URL ? openTransport(SMTP_URL) : undefined;
  const held = new Set<Promise<void>>();
  const ending = new AbortController();
  // Out of the caller's transaction, which may be over by then.
  const outside = AsyncLocalStorage.snapshot();

  async function send(message: Message): Promise<void> {
    for (const pause of [...pauses, undefined]) {
      try {
        await transport?.sendMail({ from: MAIL_FROM, ...message });
        return;
      } catch (error) {
        if (pause === undefined || isFinal(error)) throw error;
        await delay(pause * 1000, undefined, { ref: false, signal: ending.signal });
      }
    }
  }

  async function work(kind: string, prepare: () => Promise<Letter>): Promise<void> {
    try {
      const letter = await prepare();
      if (!letter) return;
      if (transport) await send(writeMessage(letter.to, letter.words));
      else console.info(`mail ${kind} isn't sent: SMTP_URL is unset`);
    } catch (error) {
      console.error(`mail ${kind} wasn't sent: ${reasonOf(error)}`);
    }
  }

  return {
    /** Sends what `prepare` gives, some time. `kind` is for the log, which has neither address nor link. */
    post(kind: string, prepare: () => Promise<Letter>): void {
      if (held.size >= heldAtMost) {
        console.error(`mail ${kind} wasn't sent: ${heldAtMost} others wait already`);
        return;
      }
      const job = outside(() => work(kind, prepare)).finally(() => held.delete(job));
      held.add(job);
    },
    /** Resolves when nothing is left to be sent. */
    settled: async (): Promise<void> => {
      while (held.size > 0) await Promise.all(held);
    },
    /** Gives up what still waits to be tried again. */
    close: (): void => {
      ending.abort();
      transport?.close();
    },
  };
}

type SmtpError = Error & { code?: string; responseCode?: number };

/** The server's own "no" (RFC 5321 section 4.2.1), as opposed to "not now". */
function isFinal(error: unknown): boolean {
  const { responseCode = 0 } = error as SmtpError;
  return responseCode >= 500;
}

/** Codes only: a server's words quote the address. */
function reasonOf(error: unknown): string {
  const { name, code, responseCode } = error as SmtpError;
  return [code ?? name, responseCode].filter(Boolean).join(" ");
}
