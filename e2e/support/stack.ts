import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { type Stack, startStack } from "../../tools/stack/start-stack.ts";
import { cleanEnv } from "../../tools/test-run/clean-env.ts";
import { e2eSecret } from "./issuer-key.ts";

/**
 * Starts the production builds on free ports with a database of their own, which goes away with them.
 * No setting of the shell or of `.env` is looked at, so it is always this machine's; `more` adds some; `say` gets what it prints.
 */
export async function startTestStack(
  more: Record<string, string> = {},
  say: (line: string) => void = (line) => console.log(line),
): Promise<Stack> {
  const folder = await mkdtemp(path.join(tmpdir(), "claimcheck-e2e-"));
  // So that Postgres' own account gets in, and the data stays there, when root runs this.
  await chmod(folder, 0o755);
  const [webPort, apiPort, databasePort, smtpPort, mailPort] = await Promise.all(Array.from({ length: 5 }, freePort));
  const tidy = () => rm(folder, { recursive: true, force: true });
  const starting = startStack({
    mode: "production",
    dataFolder: folder,
    throwaway: true,
    demo: Boolean(more.DEMO_PASSWORD),
    env: {
      ...cleanEnv(process.env),
      BETTER_AUTH_URL: `http://localhost:${webPort}`,
      BETTER_AUTH_SECRETS: `1:${e2eSecret}`,
      WEB_PORT: String(webPort),
      API_URL: `http://localhost:${apiPort}`,
      API_PORT: String(apiPort),
      EMBEDDED_POSTGRES_PORT: String(databasePort),
      MAIL_SMTP_PORT: String(smtpPort),
      MAIL_UI_PORT: String(mailPort),
      // Each visitor has an address of their own, so that rate limits keep their production values.
      TRUSTED_IP_HEADER: "x-real-ip",
      LOG_LEVEL: "error",
      ...more,
    },
    say,
  });
  const stack = await starting.catch(async (error) => {
    await tidy();
    throw error;
  });
  return { ...stack, stop: () => stack.stop().then(tidy) };
}
