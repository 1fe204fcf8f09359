import { jsonb, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { instant } from "./columns.ts";

/** Answers given under an Idempotency-Key, written in the transaction of what they answer; kept for 24 hours. */
export const idempotencyKey = pgTable(
  "idempotency_key",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.uuid, { onDelete: "cascade" }),
    key: text("key").notNull(),
    /** SHA-256 of the request, as hex. */
    fingerprint: text("fingerprint").notNull(),
    status: smallint("status").notNull(),
    headers: jsonb("headers").$type<Record<string, string>>().notNull(),
    body: text("body").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] })],
).enableRLS();
