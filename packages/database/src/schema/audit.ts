import { type ActivityKind, activityKinds } from "@claimcheck/contract/activity";
import { sql } from "drizzle-orm";
import { check, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, oneOf } from "./columns.ts";

/** Whose events the service's own are, such as a rotated key; no account ever has the nil uuid. */
export const serviceUuid = "00000000-0000-0000-0000-000000000000";

/**
 * What happened to an account; rows are only ever added. No foreign key: they outlive the account, for as long as
 * `pnpm db purge` keeps them. Triggers in migrations/0003_audit.sql write most of them, in the transaction of what they tell of.
 */
export const auditEvent = pgTable(
  "audit_event",
  {
    userId: uuid("user_id").notNull(),
    id: uuid("id").notNull().default(sql`uuidv7()`),
    kind: text("kind").$type<ActivityKind>().notNull(),
    at: instant("at").notNull().defaultNow(),
    network: text("network"),
    detail: jsonb("detail").$type<Record<string, string | number>>().notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] }), check("audit_event_kind_known", oneOf(t.kind, activityKinds))],
).enableRLS();
