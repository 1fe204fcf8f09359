import path from "node:path";
import type { Kept } from "@claimcheck/process/keep";
import { startMailCatcher } from "../mail/mail-catcher.ts";
import { type CheckedSettings, checkSettings } from "./checked-settings.ts";
import { type Database, migrateDatabase, openDatabase } from "./database.ts";
import { type Demo, seed, seedsByItself } from "./demo.ts";
import type { Env } from "./env-file.ts";
import { type Lock, takeLock } from "./lock.ts";
import type { Mode } from "./parts.ts";
import { claimPorts } from "./ports.ts";
import { runParts } from "./run-parts.ts";

export type StackOptions = {
  /** Sources with reload, or the builds that are there. */
  mode: Mode;
  /** Every setting; each process gets its own only. */
  env: Env;
  /** Where the lock and an embedded database live. */
  dataFolder: string;
  /** What is still to be done once it is clear that nothing is in the way, such as building. */
  prepare?: () => Promise<void>;
  /** Whether a demo person is made where that is allowed. */
  demo?: boolean;
  /** For tests: a crash of the machine may lose the data. */
  throwaway?: boolean;
  /** Takes the lines of the parts. */
  say?: (line: string) => void;
  /** Gives the start up. */
  signal?: AbortSignal;
};

export type Stack = {
  webUrl: string;
  apiUrl: string;
  /** Where caught mail is read; unset where mail is sent for real. */
  mailUrl: string | undefined;
  database: Database;
  demo: Demo | undefined;
  /** The web app's process, for tests of what holds without it. */
  web: Kept;
  /** Resolves with one line when a part ends by itself. */
  crashed: Promise<string>;
  stop(): Promise<void>;
};

const leftoverMs = 6000;

/**
 * Starts database, web app and API, and resolves once both answer. Whatever way it fails, nothing of it stays behind.
 * Throws ToolError or SettingsError with lines for people.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  // Production asks for more.
  const settings = checkSettings({ ...options.env, NODE_ENV: options.mode });
  const lock = await takeLock(options.dataFolder);
  const closers = [async () => lock.release()];
  const stop = async () => {
    lock.markEnding();
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    return { ...(await start(settings, options, lock, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  settings: CheckedSettings,
  options: StackOptions,
  lock: Lock,
  closers: (() => Promise<void>)[],
): Promise<Omit<Stack, "stop">> {
  const { mode, dataFolder, say = () => {} } = options;
  const { web, api, tools, catchesMail } = settings;
  const host = "127.0.0.1";
  const mailPorts = [
    { setting: "MAIL_SMTP_PORT", port: tools.MAIL_SMTP_PORT, host },
    { setting: "MAIL_UI_PORT", port: tools.MAIL_UI_PORT, host },
  ];
  const ports = [
    { setting: "WEB_PORT", port: web.WEB_PORT, host: web.WEB_HOST },
    { setting: "API_PORT", port: api.API_PORT, host: api.API_HOST },
    ...(catchesMail ? mailPorts : []),
  ];
  await claimPorts(ports, lock.leftover ? leftoverMs : 0);
  await options.prepare?.();
  options.signal?.throwIfAborted();

  const database = await openDatabase(settings, path.join(dataFolder, "postgres"), options.throwaway);
  closers.push(database.stop);
  lock.share(database.ownerUrl);
  options.signal?.throwIfAborted();
  await migrateDatabase(database);
  options.signal?.throwIfAborted();

  if (catchesMail) {
    const catcher = await startMailCatcher({ smtpPort: tools.MAIL_SMTP_PORT, uiPort: tools.MAIL_UI_PORT, host });
    closers.push(catcher.stop);
  }
  const parts = runParts({ mode, settings, database, say }, options.signal);
  closers.push(parts.stop);
  const seeds = options.demo && seedsByItself(settings, database);
  const [demo] = await Promise.all([seeds ? seed(settings, database) : undefined, parts.answering]);
  return {
    webUrl: web.BETTER_AUTH_URL,
    apiUrl: api.API_URL,
    mailUrl: settings.env.MAIL_CATCHER_URL,
    database,
    demo,
    web: parts.web,
    crashed: parts.crashed,
  };
}
