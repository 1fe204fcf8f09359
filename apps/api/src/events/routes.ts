import { Readable } from "node:stream";
import type { AsUser } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { operation } from "../operation.ts";
import { ProblemError } from "../problem.ts";
import type { EventHub } from "./hub.ts";

const prefix = "/v1/events";
const heartbeatMs = 15_000;
/** Characters that a reader who doesn't read may leave behind. */
const mostUnread = 64 * 1024;
/** The longest that a timer takes; a stream ends with its token long before. */
const noHandlerTimeout = 2_147_483_647;

/**
 * The caller's changes as they happen (HTML standard, section 9.2). A stream ends when its token does, when the account
 * is disabled or deleted, and when the API stops; whoever still wants it asks again.
 */
export const eventRoutes: FastifyPluginAsyncZod<{ asUser: AsUser; hub: EventHub }> = async (app, { asUser, hub }) => {
  app.addHook("preClose", async () => hub.endAll());

  app.route({
    ...operation("streamEvents", prefix),
    exposeHeadRoute: false,
    handlerTimeout: noHandlerTimeout,
    handler: async ({ principal }, reply) => {
      const stream = new Readable({ read() {} });
      const write = (text: string) => {
        if (stream.destroyed) return;
        stream.push(text);
        if (stream.readableLength > mostUnread) stream.destroy();
      };
      const end = () => void stream.push(null);
      const leave = hub.join(principal.userUuid, {
        send: (event) => write(`event: change\ndata: ${JSON.stringify(event)}\n\n`),
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
        // After joining, so that an account that is disabled just now is seen here or there.
        await asUser(principal.userUuid, "read", (tx) => tx.execute(sql`select`));
      } catch (error) {
        stream.destroy();
        throw error;
      }
      write(": open\n\n");
      reply.headers({
        "content-type": "text/event-stream; charset=utf-8",
        "x-accel-buffering": "no",
        connection: "close",
      });
      return (reply as FastifyReply).send(stream);
    },
  });
};
