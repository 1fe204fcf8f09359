import type { createAuthMiddleware } from "better-auth/api";

/** What a hook before an endpoint is given: the request, and Better Auth's own. */
export type HookContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
