import { isLoopback } from "@claimcheck/process/loopback";
import { ToolError } from "../tool-error.ts";
import type { CheckedSettings } from "./checked-settings.ts";

/** The settings of public origins that lead to another machine. */
export function foreignOrigins({ web }: Pick<CheckedSettings, "web">): string[] {
  return (["BETTER_AUTH_URL", "API_URL"] as const).filter((name) => !isLoopback(web[name]));
}

/** Throws ToolError when a public origin isn't on this machine. `doing` says what is refused. */
export function assertLoopbackOrigins(settings: Pick<CheckedSettings, "web">, doing: string): void {
  const [name] = foreignOrigins(settings);
  if (name) throw new ToolError(`${doing} is only for this machine, and ${name} is elsewhere.`);
}
