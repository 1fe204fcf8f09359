import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { expect, test } from "vitest";
import { request } from "./support/api.ts";
import { app, startProcess } from "./support/process.ts";

type Panel = { title: string; targets: { expr: string; legendFormat: string }[] };
type Labels = Record<string, string>;

const file = join(app, "../../deploy/observability/grafana/claimcheck.json");
const { panels } = JSON.parse(readFileSync(file, "utf8")) as { panels: Panel[] };

/** What a query asks for: the metrics, what their labels must be like, and the labels that it shows. */
function askedBy({ expr, legendFormat }: Panel["targets"][number]) {
  const groups = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(", "));
  const plain = expr.replace(/\bby \([^)]*\)|\[[^\]]*\]/g, "");
  // A name before a parenthesis is a function's.
  const selectors = [...plain.matchAll(/\b([a-z_]\w*)\b(?:\{([^}]*)\})?(?!\s*\()/g)].map(
    ([, name = "", matchers = ""]) => ({
      name,
      matchers: [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, label = "", is = "", value = ""]) => ({
        label,
        fits: (text: string) => new RegExp(`^(?:${value})$`).test(text) !== is.startsWith("!"),
      })),
    }),
  );
  const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name);
  return { selectors, labels: [...groups, ...shown].filter((label) => label !== "instance") };
}

/** The lines of `/metrics`. */
function samplesOf(text: string): { name: string; labels: Labels }[] {
  return [...text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? /gm)].map(([, name = "", labels = ""]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value])),
  }));
}

test("no panel is empty: each query of the dashboard asks for metrics and labels that the API gives", async () => {
  const metricsPort = await freePort();
  const api = await startProcess({ API_METRICS_PORT: String(metricsPort) });
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  await ada.call("GET", "/v1/tasks");
  await ada.call("GET", `/v1/users/${bob.uuid}/tasks`);
  await request(api.url, "GET", "/v1/tasks", { token: "a.b.c" });
  const samples = samplesOf(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text());

  const targets = panels.flatMap((panel) => panel.targets);
  expect(targets.length).toBeGreaterThan(10);
  for (const target of targets) {
    const { selectors, labels } = askedBy(target);
    expect(selectors.length, target.expr).toBeGreaterThan(0);
    for (const { name, matchers } of selectors) {
      const found = samples.filter(
        (sample) =>
          sample.name === name && matchers.every(({ label, fits }) => fits(sample.labels[label] ?? expect.fail(label))),
      );
      expect(found, target.expr).not.toEqual([]);
      for (const label of labels) expect(Object.keys(found[0]?.labels ?? {}), target.expr).toContain(label);
    }
  }
});
