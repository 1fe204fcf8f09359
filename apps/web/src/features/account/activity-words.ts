import type { Activity, ActivityKind } from "@claimcheck/contract/activity";
import { providerName } from "@/auth/provider-name.ts";

const words: Readonly<Record<ActivityKind, string>> = {
  signed_up: "Account created",
  signed_in: "Signed in",
  sign_in_failed: "Sign-in refused: wrong password",
  signed_out: "Signed out",
  email_verified: "Email confirmed",
  email_changed: "Email changed",
  password_changed: "Password changed",
  password_reset: "Password set by a mailed link",
  provider_linked: "A way to sign in added",
  provider_unlinked: "A way to sign in removed",
  passkey_added: "Passkey added",
  passkey_removed: "Passkey removed",
  session_revoked: "A session was ended",
  account_disabled: "Account disabled by an administrator",
  account_enabled: "Account enabled again",
  account_deleted: "Account deleted",
  admin_granted: "Became an administrator",
  key_rotated: "Signing key rotated",
  key_retired: "Signing key retired",
  secret_rotated: "Secret rotated",
  tasks_deleted: "Tasks deleted",
};

/** What happened, for people. A kind that this version doesn't know yet shows as it is. */
export function activityWords({ kind, detail }: Activity): string {
  if (kind === "tasks_deleted" && typeof detail.count === "number") {
    return detail.count === 1 ? "1 task deleted" : `${detail.count} tasks deleted`;
  }
  const { provider } = detail;
  if (kind === "provider_linked") return `${providerName(`${provider}`)} added as a way to sign in`;
  if (kind === "provider_unlinked") return `${providerName(`${provider}`)} removed as a way to sign in`;
  return words[kind] ?? kind;
}
