import { SettingsError } from "@claimcheck/process/settings";
import type { Env } from "../stack/env-file.ts";
import { check, type Finding } from "./finding.ts";
import { NotLookedAt, type Production, readProduction } from "./production/item.ts";
import { productionItems } from "./production/items.ts";

/** Every line of the production checklist, looked at from here as far as a program can. Takes the whole environment. */
export async function productionFindings(env: Env): Promise<Finding[]> {
  let at: Production;
  try {
    at = readProduction(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.lines.map((found) => ({ name: "settings", ok: false, found }));
  }
  const findings: Finding[] = [];
  for (const { name, mend, look, after = [] } of productionItems) {
    const missing = after.find((other) => findings.some((finding) => finding.name === other && !finding.ok));
    if (!look) findings.push({ name, ok: true, found: mend, state: "by hand" });
    else if (missing) findings.push({ name, ok: true, found: `mend "${missing}" first`, state: "not seen" });
    else {
      const unseen: string[] = [];
      const finding = await check(name, mend, async () => {
        try {
          return await look(at);
        } catch (error) {
          if (error instanceof NotLookedAt) unseen.push(error.message);
          throw error;
        }
      });
      findings.push(unseen.length > 0 ? { name, ok: true, found: `${unseen}`, state: "not seen" } : finding);
    }
  }
  return findings;
}
