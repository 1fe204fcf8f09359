import { SettingsError } from "@claimcheck/process/settings";
import { appFindings } from "./diagnose/apps.ts";
import { databaseFindings } from "./diagnose/database.ts";
import type { Finding } from "./diagnose/finding.ts";
import { mailFinding } from "./diagnose/mail.ts";
import { nodeFinding } from "./diagnose/node.ts";
import { productionFindings } from "./diagnose/production.ts";
import { tokenFindings } from "./diagnose/tokens.ts";
import { type CheckedSettings, checkSettings } from "./stack/checked-settings.ts";
import type { Database } from "./stack/database.ts";
import { loadEnv } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";
import { runningDatabase } from "./stack/with-database.ts";

/**
 * Looks at everything that has to fit together, starts nothing, and says how to mend what doesn't. Gives the exit code.
 * `--production` goes by the production checklist, with the settings of the environment and no other.
 */
export async function main(args: string[]): Promise<number> {
  const production = args[0] === "--production";
  if (args.length > Number(production)) {
    console.error("Usage: pnpm diagnose [--production]");
    return 2;
  }
  const findings = production ? await productionFindings(process.env) : await ownFindings();
  for (const { name, ok, found, mend, state } of findings) {
    console.log(`${(state ?? (ok ? "ok" : "problem")).padEnd(8)} ${name.padEnd(22)} ${found}`);
    if (!ok && mend) console.log(`         ${"".padEnd(22)} mend: ${mend}`);
  }
  const problems = findings.filter(({ ok }) => !ok).length;
  const byHand = findings.filter(({ state }) => state).length;
  const rest = byHand > 0 ? ` ${byHand} are left to look at.` : "";
  console.log((problems === 0 ? "All is well." : `${problems} to mend.`) + rest);
  return problems === 0 ? 0 : 1;
}

/** Of the stack that `pnpm dev` and `pnpm start` run with these settings. */
async function ownFindings(): Promise<Finding[]> {
  const { settings, findings } = readSettings();
  if (!settings) return findings;
  const { database, trouble } = await runningDatabase(settings);
  return [...findings, ...(await diagnose(settings, database, trouble))];
}

/** Every check on a stack with these settings; `database` is undefined when none runs. */
export async function diagnose(
  settings: CheckedSettings,
  database: Pick<Database, "ownerUrl" | "webUrl" | "where"> | undefined,
  trouble = "no database runs",
): Promise<Finding[]> {
  const apps = await appFindings(settings);
  const running = apps.every(({ ok }) => ok);
  return [
    ...(await databaseFindings(settings, database, trouble)),
    ...apps,
    ...(running ? [...(await tokenFindings(settings)), await mailFinding(settings)] : []),
  ];
}

function readSettings(): { settings?: CheckedSettings; findings: Finding[] } {
  const node = nodeFinding(process.versions.node);
  try {
    const settings = checkSettings(loadEnv(root, process.env));
    return {
      settings,
      findings: [node, { name: "settings", ok: true, found: "each one is valid" }],
    };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrong = error.lines.map((found) => ({ name: "settings", ok: false, found }));
    return { findings: [node, ...wrong] };
  }
}
