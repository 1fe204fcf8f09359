import type { FastifyRequest } from "fastify";
import { ProblemError } from "../problem.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Hook for routes below /users/:userUuid: lets only the person in whom the path names, before the body is read.
 * Uuids are compared in their canonical, lower-case form (RFC 9562 section 4). Throws validation_failed for
 * another text, and not_yours for anybody else's uuid, whether or not there is such an account.
 */
export async function requireSelf({ params, principal }: FastifyRequest): Promise<void> {
  const { userUuid = "" } = params as { userUuid?: string };
  if (!uuid.test(userUuid)) {
    throw new ProblemError("validation_failed", {
      errors: [{ pointer: "/path/userUuid", detail: "must be a uuid" }],
    });
  }
  if (userUuid.toLowerCase() !== principal.userUuid) throw new ProblemError("not_yours");
}
