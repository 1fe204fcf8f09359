import { createHash } from "node:crypto";
import type { Scope } from "@claimcheck/contract/claims";
import { readBearer } from "@claimcheck/token-verifier/bearer";
import type { Principal } from "@claimcheck/token-verifier/claims";
import {
  BearerMissingError,
  InsufficientScopeError,
  KeysUnavailableError,
  TokenError,
  type TokenErrorCode,
  TokenInvalidError,
} from "@claimcheck/token-verifier/errors";
import { requireScopes } from "@claimcheck/token-verifier/scopes";
import type { TokenVerifier } from "@claimcheck/token-verifier/verifier";
import type { FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Lets everyone in, without a token. */
    public?: boolean;
    /** What the token must allow; `any`: any token will do. */
    scope?: Scope | "any";
  }
  interface FastifyRequest {
    /** Who is calling; there on every route that isn't public. */
    principal: Principal;
    /** Why its token isn't one to go by, as the log has it, for the metrics. */
    refusal?: TokenErrorCode;
    /** The user of a genuine token that has ended, or hasn't begun by our clock. It signs no user in. */
    untimelyUser?: string;
  }
}

/**
 * Turns the bearer token into `request.principal`, before the body is read.
 * A root hook, so that a route which says nothing about access is closed.
 */
export const authenticate = fp<{ verifier: TokenVerifier }>(
  async (app, { verifier }) => {
    app.decorateRequest("principal");
    app.decorateRequest("refusal");
    app.decorateRequest("untimelyUser");
    app.addHook("onRequest", async (request, reply) => {
      const { config } = request.routeOptions;
      if (config.public) return;
      try {
        const token = readBearer(request.raw.rawHeaders, request.raw.url ?? "");
        request.principal = await verifier.verify(token);
        await app.spendOfUser(request, reply);
        if (config.scope && config.scope !== "any") requireScopes(request.principal, [config.scope]);
      } catch (error) {
        // The caller isn't told why, the log is; neither ever sees the token.
        if (error instanceof TokenError) {
          logRefusal(request, eventOf(error), error);
          request.refusal = error.code;
        }
        if (error instanceof TokenInvalidError) await spendOfRefused(error, request, reply);
        throw error;
      }
    });
  },
  { name: "authenticate", dependencies: ["errors", "rate-limits"] },
);

/**
 * A genuine token that ran out guesses nothing: were it counted against its address, an office behind one address
 * that wakes from sleep would lock itself out.
 */
async function spendOfRefused({ userUuid }: TokenInvalidError, request: FastifyRequest, reply: FastifyReply) {
  if (!userUuid) return request.server.spendOfAddress(request, reply);
  request.untimelyUser = userUuid;
  return request.server.spendOfUntimely(request, reply);
}

/** A good token may be too little, or not be checked for want of keys; neither is a refused one. */
function eventOf(error: TokenError) {
  if (error instanceof InsufficientScopeError) return "authz_scope_missing";
  if (error instanceof KeysUnavailableError) return "authn_keys_unavailable";
  return error instanceof BearerMissingError ? "authn_token_missing" : "authn_token_refused";
}

/** Enough to tell whether two lines are about the same token, and nothing that could be used. */
function logRefusal({ log, headers }: FastifyRequest, event: ReturnType<typeof eventOf>, error: TokenError): void {
  const { code: reason } = error;
  const keyId = error instanceof TokenInvalidError ? error.keyId : undefined;
  const text = headers.authorization?.replace(/^bearer +/i, "");
  const token = text && createHash("sha256").update(text).digest("hex").slice(0, 8);
  log.info({ event, reason, keyId, token }, event);
}
