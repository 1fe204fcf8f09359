import { z } from "zod";
import { instant } from "./fields.ts";
import { pageOf } from "./page.ts";

/** What is kept of an account's history. What a refused token or an unknown address did is only in the log. */
export const activityKinds = [
  "signed_up",
  "signed_in",
  "sign_in_failed",
  "signed_out",
  "email_verified",
  "email_changed",
  "password_changed",
  "password_reset",
  "provider_linked",
  "provider_unlinked",
  "passkey_added",
  "passkey_removed",
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

export const activitySchema = z
  .object({
    id: z.guid(),
    kind: z.enum(activityKinds),
    at: instant,
    network: z.string().nullable().describe("The network it came from, such as 203.0.113.0/24"),
    detail: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({
    examples: [
      {
        id: "019ab1c2-0000-7f60-8a91-b2c3d4e5f607",
        kind: "signed_in",
        at: "2026-11-24T09:30:00.000Z",
        network: "203.0.113.0/24",
        detail: {},
      },
    ],
  });
export type Activity = z.infer<typeof activitySchema>;

/** GET /v1/me/activity: one's own history, newest first. */
export const activityPageSchema = pageOf(activitySchema);
