import { performance } from "node:perf_hooks";
import fp from "fastify-plugin";
import { ProblemError } from "../problem.ts";
import { retrySoon } from "../problem-of.ts";

/** The share of its time that a process is at work when it has no more to give. */
const busyShare = 0.98;

/**
 * Refuses requests while the process has more to do than it can: it was at work all the time, and something waited for
 * longer than `ms`. Each is then refused at once, instead of all being answered too late. /livez isn't: to restart such
 * a process would send its load to the next one.
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
    app.addHook("onRequest", async ({ routeOptions }) => {
      if (!overloaded || routeOptions.url === "/livez") return;
      throw new ProblemError("unavailable", { detail: "There is too much to do right now.", headers: retrySoon });
    });
  },
  { name: "pressure", dependencies: ["errors"] },
);
