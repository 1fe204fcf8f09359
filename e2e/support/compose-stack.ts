import { freePort } from "@claimcheck/process/free-port";
import { assertDocker, composeProject } from "../../tools/stack/compose-project.ts";
import { e2eSecret } from "./issuer-key.ts";
import type { StackUrls } from "./visitor.ts";

/**
 * Starts docker-compose.yml as a project of its own, with what the tests need or as several instances of each app, which
 * is enough for the smoke journey alone. `say` gets every line that it logged, once it stops.
 */
export async function startComposeStack(
  kind: "compose" | "scale",
  say: (line: string) => void,
): Promise<StackUrls & { stop: () => Promise<void> }> {
  await assertDocker();
  const port = await freePort();
  const { compose, remove, webUrl, apiUrl, mailUrl } = await composeProject({
    files: ["e2e/compose.database.yml", kind === "scale" ? "deploy/compose.scale.yml" : "e2e/compose.yml"],
    env: { CLAIMCHECK_POSTGRES_PORT: `${port}`, CLAIMCHECK_E2E_SECRET: e2eSecret },
  });
  const stop = async () => {
    for (const line of (await compose("logs", "--no-color")).split("\n")) say(line);
    await remove();
  };
  try {
    await compose("up", "--build", "--wait");
    const password = await compose("exec", "--no-TTY", "postgres", "cat", "/run/secrets/password");
    const ownerUrl = `postgres://claimcheck_owner:${password}@127.0.0.1:${port}/claimcheck`;
    return { webUrl, apiUrl, mailUrl, ownerUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
