import { createAsUser } from "@claimcheck/database/as-user";
import { createPool } from "@claimcheck/database/pool";
import { SettingsError } from "@claimcheck/process/settings";
import { createTokenVerifier } from "@claimcheck/token-verifier/verifier";
import { buildApp } from "./app.ts";
import { type ApiConfig, readConfig, verifierOptions } from "./config.ts";

const stopLimitMs = 10_000;

/** Starts the API. Throws SettingsError when its port is taken. */
async function serve(config: ApiConfig): Promise<void> {
  const pool = createPool({ url: config.API_DATABASE_URL, applicationName: "claimcheck-api" });
  const verifier = createTokenVerifier({
    ...verifierOptions(config),
    onEvent: ({ type, ...facts }) =>
      app.log[type === "keys_fetched" ? "info" : "warn"](facts, type),
  });
  const app = buildApp({
    config,
    verifier,
    asUser: createAsUser(pool),
    pingDatabase: () => pool.query("select 1"),
  });
  app.addHook("onClose", async () => {
    verifier.close();
    await pool.end();
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), stopLimitMs).unref();
      void app.close();
    });
  }
  process.on("uncaughtException", (error) => {
    app.log.fatal({ err: error }, "unexpected, ending");
    process.exit(1);
  });

  // Not awaited: the issuer may start after us; until its keys were read, /readyz says no.
  void verifier.warm();
  try {
    await app.listen({ host: config.API_HOST, port: config.API_PORT });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new SettingsError([
      `API_PORT (${config.API_PORT}) is in use by another process: stop that one, or set API_PORT to a free port.`,
    ]);
  }
}

try {
  await serve(readConfig(process.env));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  for (const line of error.lines) console.error(line);
  process.exit(1);
}
