import rateLimit, { type CreateRateLimitOptions, normalizeIP } from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import type { ApiConfig } from "../config.ts";
import { ProblemError } from "../problem.ts";

export type RateLimits = Pick<
  ApiConfig,
  "RATE_LIMIT_USER" | "RATE_LIMIT_REFUSED" | "TRUSTED_IP_HEADER"
>;

type Spend = (request: FastifyRequest) => Promise<void>;

declare module "fastify" {
  interface FastifyInstance {
    /** Counts a request with a valid token. Throws too_many_requests when its person sends too many. */
    spendOfUser: Spend;
    /** Counts a refused token. Throws too_many_requests when its address sends too many. */
    spendOfAddress: Spend;
  }
}

const minute = 60_000;

/**
 * The two budgets, called by authenticate.ts: the library's own hook runs after ours, so it would never see
 * a refused token. A valid token is never refused for the address that it comes from.
 */
export const rateLimits = fp<{ config: RateLimits }>(
  async (app, { config }) => {
    await app.register(rateLimit, { global: false });
    const header = config.TRUSTED_IP_HEADER;
    const budget = (options: CreateRateLimitOptions): Spend => {
      const count = app.createRateLimit({ timeWindow: minute, ...options });
      return async (request) => {
        const used = await count(request);
        if (used.isAllowed || !used.isExceeded) return;
        const seconds = Math.max(1, used.ttlInSeconds);
        throw new ProblemError("too_many_requests", {
          headers: { "retry-after": String(seconds) },
        });
      };
    };
    const addressOf = ({ headers, ip }: FastifyRequest) => {
      const told = header && headers[header];
      return normalizeIP(typeof told === "string" ? told : ip);
    };
    app.decorate(
      "spendOfUser",
      budget({
        max: config.RATE_LIMIT_USER,
        keyGenerator: ({ principal }) => principal.userUuid,
      }),
    );
    app.decorate(
      "spendOfAddress",
      budget({ max: config.RATE_LIMIT_REFUSED, keyGenerator: addressOf }),
    );
  },
  { name: "rate-limits", dependencies: ["errors"] },
);
