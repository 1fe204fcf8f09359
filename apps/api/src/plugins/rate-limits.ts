import { createAddressReader } from "@claimcheck/process/caller-address";
import rateLimit, { type CreateRateLimitOptions, normalizeIP } from "@fastify/rate-limit";
import type { FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { Redis } from "iovalkey";
import type { ApiConfig } from "../config.ts";
import { ProblemError } from "../problem.ts";

export type RateLimits = Pick<ApiConfig, "RATE_LIMIT_USER" | "RATE_LIMIT_REFUSED" | "TRUSTED_IP_HEADER" | "VALKEY_URL">;

type Spend = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

declare module "fastify" {
  interface FastifyInstance {
    /** Counts a request with a valid token. Throws too_many_requests when its person sends too many. */
    spendOfUser: Spend;
    /** Counts an import. Throws too_many_requests when its person sends too many. */
    spendOfImport: Spend;
    /** Counts a genuine token that has ended, apart from its user's requests. Throws too_many_requests for too many. */
    spendOfUntimely: Spend;
    /** Counts a refused token. Throws too_many_requests when its address sends too many. */
    spendOfAddress: Spend;
  }
}

const minute = 60_000;
/** Imports of one user in a minute: each may be a hundred times as much work as another request. */
const mostImports = 10;
/**
 * How many people or addresses a budget remembers, about 20 MB; who came least lately is forgotten for the next.
 * With the library's 5,000, a caller of many addresses would soon be counted from zero again.
 */
const places = { cache: 100_000 };

/**
 * The budgets. Those of users and addresses are called by authenticate.ts: the library's own hook runs after ours, so it would never see
 * a refused token. A valid token is never refused for the address that it comes from. Counted in this process, or
 * for all of them together in Valkey; while that can't be reached, nobody is refused for it.
 */
export const rateLimits = fp<{ config: RateLimits }>(
  async (app, { config }) => {
    const shared = config.VALKEY_URL;
    const valkey = shared ? connect(shared, (err) => app.log.warn({ err }, "valkey_unreachable")) : undefined;
    if (valkey) app.addHook("onClose", async () => valkey.disconnect());
    await app.register(rateLimit, {
      global: false,
      skipOnError: true,
      ...(valkey && { redis: valkey, nameSpace: "claimcheck:" }),
    });
    const budget = (name: string, options: CreateRateLimitOptions & { max: number }): Spend => {
      const count = app.createRateLimit({ timeWindow: minute, ...places, ...options });
      return async (request, reply) => {
        const used = await count(request);
        if (used.isAllowed) return;
        const seconds = Math.max(1, used.ttlInSeconds);
        // draft-ietf-httpapi-ratelimit-headers-11; windows in seconds.
        reply.headers({
          "ratelimit-policy": `"${name}";q=${options.max};w=${minute / 1000}`,
          ratelimit: `"${name}";r=${used.remaining};t=${seconds}`,
        });
        if (!used.isExceeded) return;
        throw new ProblemError("too_many_requests", {
          headers: { "retry-after": String(seconds) },
        });
      };
    };
    const header = config.TRUSTED_IP_HEADER;
    const read = header ? createAddressReader(header, (line) => app.log.warn(line)) : undefined;
    const addressOf = ({ headers, ip }: FastifyRequest) =>
      `refused:${normalizeIP((header && read?.(headers[header])) || ip)}`;
    app.decorate(
      "spendOfUser",
      budget("user", {
        max: config.RATE_LIMIT_USER,
        keyGenerator: ({ principal }) => `user:${principal.userUuid}`,
      }),
    );
    app.decorate(
      "spendOfImport",
      budget("import", { max: mostImports, keyGenerator: ({ principal }) => `import:${principal.userUuid}` }),
    );
    app.decorate(
      "spendOfUntimely",
      // Not the user's own budget: a caller with an old, stolen token must not use that up.
      budget("expired", { max: config.RATE_LIMIT_USER, keyGenerator: ({ untimelyUser }) => `expired:${untimelyUser}` }),
    );
    app.decorate("spendOfAddress", budget("refused", { max: config.RATE_LIMIT_REFUSED, keyGenerator: addressOf }));
  },
  { name: "rate-limits", dependencies: ["errors"] },
);

/** Fails at once while there is no connection, so that no request waits for a counter. */
function connect(url: string, onError: (error: Error) => void): Redis {
  const valkey = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
    connectTimeout: 2000,
  });
  return valkey.on("error", onError);
}
