import { z } from "zod";

/**
 * What a message of GET /v1/events tells: a task or tag changed (created and deleted are changes too), or so many
 * did that `id` is null, or some may have been missed and everything is to be read again.
 */
export const eventSchema = z
  .object({
    kind: z.enum(["task", "tag", "many", "resync"]),
    id: z.guid().nullable(),
  })
  .meta({ examples: [{ kind: "task", id: "019ab1c2-0000-7f60-8a91-b2c3d4e5f607" }] });
export type ChangeEvent = z.infer<typeof eventSchema>;

export const eventsMediaType = "text/event-stream";

/** An event as a message of the stream. */
export const messageOf = (event: ChangeEvent) => `event: change\ndata: ${JSON.stringify(event)}\n\n`;

/**
 * The channel that Postgres tells changes on; the payload is `user uuid`, kind and id as JSON, nothing else.
 * `account`: it was disabled or deleted. `session`: the session with this id was ended.
 */
export const eventsChannel = "claimcheck_events";
export const notificationSchema = z.discriminatedUnion("kind", [
  z.object({ user: z.guid(), kind: z.enum(["task", "tag", "many", "account"]), id: z.guid().nullable() }),
  z.object({ user: z.guid(), kind: z.literal("session"), id: z.string() }),
]);
