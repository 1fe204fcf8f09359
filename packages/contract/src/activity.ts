import { z } from "zod";
import { pageOf } from "./page.ts";

/** What is kept of an account's history. What a refused token or an unknown address did is only in the log. */
export const activityKinds = [
  "signed_up",
  "signed_in",
  "sign_in_failed",
  "signed_out",
  "password_changed",
  "session_revoked",
  "account_disabled",
  "account_enabled",
  "account_deleted",
  "admin_granted",
  "key_rotated",
  "key_retired",
  "secret_rotated",
  "tasks_deleted",
] as const;
export type ActivityKind = (typeof activityKinds)[number];

export const activitySchema = z.object({
  id: z.guid(),
  kind: z.enum(activityKinds),
  at: z.iso.datetime({ offset: true }).describe("An instant, RFC 3339, in UTC"),
  network: z.string().nullable().describe("The network it came from, such as 203.0.113.0/24"),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Activity = z.infer<typeof activitySchema>;

/** GET /v1/me/activity: one's own history, newest first. */
export const activityPageSchema = pageOf(activitySchema);
