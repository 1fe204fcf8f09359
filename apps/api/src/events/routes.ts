import { Readable } from "node:stream";
import { type ChangeEvent, eventsMediaType, messageOf } from "@claimcheck/contract/events";
import { heartbeatMs } from "@claimcheck/contract/plain";
import type { AsUser } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { operation } from "../operation.ts";
import { ProblemError } from "../problem.ts";
import type { EventHub } from "./hub.ts";

const prefix = "/v1/events";
/** Characters that a reader who doesn't read may leave behind. */
const mostUnread = 64 * 1024;

/**
 * The caller's changes as they happen (HTML standard, section 9.2). A stream ends when its token or its session does,
 * when the account is disabled or deleted, and when the API stops; a client that still wants it connects again.
 */
export const eventRoutes: FastifyPluginAsyncZod<{ asUser: AsUser; hub: EventHub }> = async (app, { asUser, hub }) => {
  app.addHook("preClose", async () => hub.endAll());

  const route = operation("streamEvents", prefix);
  app.route({
    ...route,
    config: { ...route.config, longLived: true },
    exposeHeadRoute: false,
    handler: async ({ principal }, reply) => {
      const stream = new Readable({ read() {} });
      let ended = false;
      const write = (text: string) => {
        if (ended || stream.destroyed) return;
        stream.push(text);
        if (stream.readableLength > mostUnread) stream.destroy();
      };
      const end = () => {
        if (!ended) stream.push(null);
        ended = true;
      };
      const send = (event: ChangeEvent) => write(messageOf(event));
      const assertAccess = () => asUser(principal, "read", (tx) => tx.execute(sql`select`));
      const leave = hub.join(principal.userUuid, {
        sid: principal.sid,
        send,
        // That access ended may be among what was missed. If it can't be checked now, the client connects again.
        resync: () => void assertAccess().then(() => send({ kind: "resync", id: null }), end),
        end,
      });
      if (!leave) {
        const detail = "There are too many event streams of one person.";
        throw new ProblemError("too_many_requests", { detail, headers: { "retry-after": "15" } });
      }
      const heartbeat = setInterval(() => write(":\n\n"), heartbeatMs);
      const expiry = setTimeout(end, Math.max(0, principal.expiresAt * 1000 - Date.now()));
      stream.once("close", () => {
        clearInterval(heartbeat);
        clearTimeout(expiry);
        leave();
      });
      try {
        // After joining, so that access that ends at this moment is noticed here or there.
        await assertAccess();
      } catch (error) {
        stream.destroy();
        throw error;
      }
      write(": open\n\n");
      reply.headers({
        "content-type": `${eventsMediaType}; charset=utf-8`,
        "x-accel-buffering": "no",
        connection: "close",
      });
      return (reply as FastifyReply).send(stream);
    },
  });
};
