import { createHash } from "node:crypto";
import type { AsUser, Tx } from "@claimcheck/database/as-user";
import { idempotencyKey } from "@claimcheck/database/schema/idempotency";
import { and, count, eq, lt, sql } from "drizzle-orm";
import type { FastifyReply, FastifyRequest } from "fastify";
import { assertQuota } from "./locks.ts";
import { ownRows as own } from "./own-rows.ts";
import { ProblemError } from "./problem.ts";

/** Of one person in 24 hours. */
const maxKeys = 10_000;

type Given<T> = { status: 200 | 201; body: T; headers?: Record<string, string> };
type Stored = { status: number; headers: Record<string, string>; body: string };
type Asked = { key: string; fingerprint: string };

const keys = createIdempotencyKeys();

/**
 * Does the work in one transaction of the caller and answers with what it gives. Under an Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header-07) the answer is stored with the work, and a repetition within 24
 * hours is given just that. Throws bad_request for a key of another form, idempotency_key_reused when the key came
 * with another request, idempotency_key_running while a twin is at work, and quota_reached. A failed request keeps
 * nothing.
 */
export async function answerOnce<T>(
  asUser: AsUser,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Tx) => Promise<Given<T>>,
): Promise<FastifyReply> {
  const owner = request.principal.userUuid;
  const key = readKey(request.headers["idempotency-key"]);
  const asked = key === undefined ? undefined : { key, fingerprint: fingerprintOf(request) };
  const { status, headers, body } = await asUser(request.principal, "write", async (tx): Promise<Stored> => {
    const held = asked && (await keys.find(tx, owner, asked));
    if (held) return held;
    const { status, headers = {}, body } = await work(tx);
    const answer = {
      status,
      headers,
      body: reply.serializeInput(body as Record<string, unknown>, String(status)) as string,
    };
    if (asked) await keys.keep(tx, owner, { ...asked, ...answer });
    return answer;
  });
  return reply.code(status).headers(headers).type("application/json; charset=utf-8").send(body);
}

/** A string in quotes (RFC 9651 section 3.3.3), or bare as many clients send it. */
function readKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, , key] = (typeof header === "string" && /^("?)([\w.:~+/=-]{1,200})\1$/.exec(header)) || [];
  if (key !== undefined) return key;
  throw new ProblemError("bad_request", {
    detail: "Idempotency-Key must be 1 to 200 letters, digits or -._:~+/=, such as a uuid.",
  });
}

function fingerprintOf({ method, url, body }: FastifyRequest): string {
  return createHash("sha256")
    .update(`${method} ${url}\n${JSON.stringify(body)}`)
    .digest("hex");
}

/** The answers that are kept for one person, in a transaction of theirs. */
export function createIdempotencyKeys(ownRows = own) {
  return {
    /**
     * The answer under a key, once those that are too old are gone. Throws as answerOnce() says. That there is room for
     * one more isn't asked under a lock: as many more as there are connections do no harm.
     */
    async find(tx: Tx, owner: string, { key, fingerprint }: Asked) {
      const mine = ownRows(idempotencyKey.userId, owner);
      // Held until the transaction ends, so a twin that is refused here can be told that we are at work.
      const [lock] = await Promise.all([
        tx.execute<{ free: boolean }>(
          sql`select pg_try_advisory_xact_lock(hashtextextended(${`${owner} ${key}`}, 0)) as free`,
        ),
        tx.delete(idempotencyKey).where(and(mine, lt(idempotencyKey.createdAt, sql`now() - interval '24 hours'`))),
      ]);
      if (!lock.rows[0]?.free) throw new ProblemError("idempotency_key_running");
      const [[held], [counted]] = await Promise.all([
        tx
          .select()
          .from(idempotencyKey)
          .where(and(mine, eq(idempotencyKey.key, key))),
        tx.select({ rows: count() }).from(idempotencyKey).where(mine),
      ]);
      if (held && held.fingerprint !== fingerprint) throw new ProblemError("idempotency_key_reused");
      if (!held) assertQuota((counted?.rows ?? 0) + 1, maxKeys, "idempotency keys in 24 hours");
      return held;
    },

    async keep(tx: Tx, owner: string, answer: Asked & Stored): Promise<void> {
      await tx.insert(idempotencyKey).values({ ...answer, userId: owner });
    },
  };
}
