import { performance } from "node:perf_hooks";
import type { FastifyReply } from "fastify";
import fp from "fastify-plugin";
import { createPlaces, type Places, tooManyAtOnce } from "../places.ts";
import { ProblemError } from "../problem.ts";
import { retrySoon } from "../problem-of.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Its answer lasts as long as its caller likes, and has a limit of its own. */
    longLived?: boolean;
  }
  interface FastifyInstance {
    /** What one user may do at the same time in this process. */
    places: Record<"requests" | "imports" | "exports", Places>;
  }
}

/** The share of its time that a process is at work when it has no more to give. */
const busyShare = 0.98;
/** More users than this with requests in flight are real load; fewer may be slowed down by one of them. */
const crowd = 100;

/**
 * Limits the requests of one user that are in flight, so that none fills the memory with what waits to be read; and
 * sheds load while the process has more to do than it can: it was at work all the time, and something waited for longer
 * than `ms`. Each user then has one request at a time, so that no user is refused for the work of another; with a crowd
 * of users everything is refused at once, instead of all being answered too late. /livez never is: to restart such a
 * process would send its load to the next one.
 */
export const pressure = fp<{ ms: number }>(
  async (app, { ms }) => {
    let before = performance.eventLoopUtilization();
    let due = performance.now() + ms;
    let overloaded = false;
    const sampling = setInterval(() => {
      const { utilization } = performance.eventLoopUtilization(before);
      // This itself is what waited.
      overloaded = utilization > busyShare && performance.now() > due + ms;
      before = performance.eventLoopUtilization();
      due = performance.now() + ms;
    }, ms).unref();
    app.addHook("onClose", async () => clearInterval(sampling));

    const places = { requests: createPlaces(20), imports: createPlaces(1), exports: createPlaces(2) };
    const alone = createPlaces(1);
    app.decorate("places", places);
    app.addHook("onRequest", async ({ routeOptions, principal }, reply) => {
      if (overloaded && places.requests.users > crowd && routeOptions.url !== "/livez") throw tooMuch();
      if (!principal || routeOptions.config.longLived) return;
      const isFirst = freeWhenSent(alone.take(principal.userUuid), reply);
      if (overloaded && !isFirst) throw tooMuch();
      if (!freeWhenSent(places.requests.take(principal.userUuid), reply))
        throw tooManyAtOnce("There are too many requests of yours at once.");
    });
  },
  { name: "pressure", dependencies: ["errors", "authenticate"] },
);

/** Frees a place when the response was sent or the client is gone. Returns whether there was a place. */
export function freeWhenSent(free: ReturnType<Places["take"]>, { raw }: Pick<FastifyReply, "raw">): boolean {
  if (free) raw.once("close", free);
  return free !== undefined;
}

function tooMuch(): ProblemError {
  return new ProblemError("unavailable", { detail: "There is too much to do right now.", headers: retrySoon });
}
