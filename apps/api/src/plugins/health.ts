import { setTimeout as after } from "node:timers/promises";
import type { TokenVerifier } from "@claimcheck/token-verifier/verifier";
import fp from "fastify-plugin";
import { ProblemError } from "../problem.ts";

export type HealthDeps = {
  verifier: TokenVerifier;
  /** Rejects when Postgres doesn't answer. */
  pingDatabase: () => Promise<unknown>;
};

declare module "fastify" {
  interface FastifyInstance {
    /** From now on /readyz says no, so that no new requests are sent here; all that come are still answered. */
    drain(): void;
  }
}

const pingLimitMs = 1000;
const pingKeptMs = 2000;
const open = { config: { public: true }, logLevel: "warn" } as const;
const headers = { "retry-after": "2" };
const aboutToStop = () => new ProblemError("unavailable", { detail: "This instance is about to stop.", headers });

/**
 * /livez: the process runs. /readyz: it can also check tokens and reach its rows. While the process stops, what is
 * in flight is answered, and what comes after is refused.
 */
export const health = fp<HealthDeps>(
  async (app, { verifier, pingDatabase }) => {
    let draining = false;
    let stopping = false;
    app.decorate("drain", () => {
      draining = true;
    });
    app.addHook("preClose", async () => {
      stopping = true;
    });
    // A connection that is kept alive would keep us alive, too.
    app.addHook("onSend", async (_request, reply) => {
      if (stopping) reply.header("connection", "close");
    });
    app.addHook("onRequest", async (request) => {
      if (stopping && request.routeOptions.url !== "/livez") throw aboutToStop();
    });

    let last: { at: number; answers: Promise<boolean> } | undefined;
    const databaseAnswers = (): Promise<boolean> => {
      const at = performance.now();
      if (!last || at - last.at > pingKeptMs) {
        const ping = pingDatabase().then(
          () => true,
          () => false,
        );
        last = { at, answers: Promise.race([ping, after(pingLimitMs, false, { ref: false })]) };
      }
      return last.answers;
    };

    app.get("/livez", open, async () => ({ status: "ok" }));
    app.get("/readyz", open, async () => {
      if (draining) throw aboutToStop();
      if (!verifier.ready) throw new ProblemError("keys_unavailable", { headers });
      if (!(await databaseAnswers())) throw new ProblemError("unavailable", { headers });
      return { status: "ok" };
    });
  },
  { name: "health", dependencies: ["errors"] },
);
