import { type ChangeEvent, notificationSchema } from "@claimcheck/contract/events";
import { z } from "zod";

const notification = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("is no JSON");
      return z.NEVER;
    }
  })
  .pipe(notificationSchema);

/** A stream of one session, and what happens on it: an event to send, everything to be read again, or its end. */
export type Subscriber = { sid: string; send: (event: ChangeEvent) => void; resync: () => void; end: () => void };

export type EventHub = ReturnType<typeof createEventHub>;

const maxStreamsOfUser = 20;

/** Who is to be told of whose changes, in this process. */
export function createEventHub() {
  const byUser = new Map<string, Set<Subscriber>>();
  const everybody = () => [...byUser.values()].flatMap((subscribers) => [...subscribers]);
  return {
    /** Gives how to leave again; undefined when this person has too many streams. */
    join(userUuid: string, subscriber: Subscriber): (() => void) | undefined {
      const subscribers = byUser.get(userUuid) ?? new Set();
      if (subscribers.size >= maxStreamsOfUser) return undefined;
      byUser.set(userUuid, subscribers.add(subscriber));
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0 && byUser.get(userUuid) === subscribers) byUser.delete(userUuid);
      };
    },

    /**
     * A message of Postgres: it reaches the streams of the person it names, and nobody else's. Any role of the
     * database may send one, so what isn't of our form is passed over.
     */
    receive(payload: string): void {
      const { data } = notification.safeParse(payload);
      if (!data) return;
      for (const subscriber of [...(byUser.get(data.user) ?? [])]) {
        // The next request is refused with the reason.
        if (data.kind === "account") subscriber.end();
        else if (data.kind !== "session") subscriber.send({ kind: data.kind, id: data.id });
        else if (data.id === subscriber.sid) subscriber.end();
      }
    },

    /** Messages may have been lost, also those of disabled accounts and ended sessions. */
    resync(): void {
      for (const subscriber of everybody()) subscriber.resync();
    },

    endAll(): void {
      for (const subscriber of everybody()) subscriber.end();
    },

    get streams(): number {
      return everybody().length;
    },
  };
}
