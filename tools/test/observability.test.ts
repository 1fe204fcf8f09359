import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../stack/parts.ts";

type Service = {
  image?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string>;
  labels?: Record<string, string>;
  logging?: { driver: string; options: Record<string, string> };
};
type Compose = { services: Record<string, Service>; volumes?: Record<string, unknown> };

const overlay = "deploy/compose.observability.yml";
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const yaml = (file: string) => parse(read(file), { merge: true });
const { services, volumes = {} }: Compose = yaml(overlay);
const known = Object.keys((yaml("docker-compose.yml") as Compose).services);
const [collector, tempo, prometheus] = ["collector", "tempo", "prometheus"].map((name) =>
  yaml(`deploy/observability/${name}.yml`),
);
const { datasources } = yaml("deploy/observability/grafana/datasources.yml");
const dashboard = JSON.parse(read("deploy/observability/grafana/claimcheck.json"));

describe("the services", () => {
  test.each(Object.entries(services))(
    "%s has an image of one version, or is one of docker-compose.yml",
    (name, service) => {
      if (service.image) expect(service.image).toMatch(/^[\w/-]+:v?\d+\.\d+\.\d+$/);
      else expect(known).toContain(name);
    },
  );

  test.each(Object.entries(services))(
    "%s listens on this machine only, and mounts nothing but files of ours",
    (_, service) => {
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
      for (const [from = "", , access] of (service.volumes ?? []).map((volume) => volume.split(":"))) {
        if (from in volumes) continue;
        expect(from).toMatch(/^\.\/deploy\/observability\//);
        expect(existsSync(path.join(root, from)), from).toBe(true);
        expect(access).toBe("ro");
      }
    },
  );

  test("Docker Compose takes both files together", (context) => {
    if (spawnSync("docker", ["compose", "version"]).status !== 0) context.skip("Docker Compose isn't installed");
    const args = ["compose", "-f", "docker-compose.yml", "-f", overlay, "config", "--services"];
    const found = execFileSync("docker", args, { cwd: root, encoding: "utf8" }).trim().split("\n");
    expect(found).toEqual(expect.arrayContaining(Object.keys(services)));
  });
});

/** The service and port of an address between containers. */
function reached(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  expect(protocol).toBe("http:");
  expect(Object.keys(services)).toContain(hostname);
  return `${hostname}:${port}`;
}
const portOf = (endpoint: string) => endpoint.split(":").at(-1);

describe("the way from the apps to the dashboard", () => {
  test.each(["web", "api"])("the spans and lines of %s reach the collector, under its name", (name) => {
    const { environment = {}, labels, logging } = services[name] ?? {};
    const { otlp, fluent_forward } = collector.receivers;
    const otlpPort = portOf(otlp.protocols.http.endpoint);
    expect(reached(environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? "")).toBe(`collector:${otlpPort}`);
    const linesPort = portOf(fluent_forward.endpoint);
    expect(services.collector?.ports).toEqual([`127.0.0.1:${linesPort}:${linesPort}`]);
    expect(logging).toMatchObject({ driver: "fluentd", options: { "fluentd-address": `127.0.0.1:${linesPort}` } });
    expect(logging?.options["fluentd-async"]).toBe("true");
    const label = logging?.options.labels ?? "";
    expect(collector.processors.groupbyattrs.keys).toEqual([label]);
    expect(labels?.[label]).toBe(`claimcheck-${name}`);
    const source = read(name === "web" ? "apps/web/src/start.ts" : "apps/api/src/tracing.ts");
    expect(source).toContain(`"claimcheck-${name}"`);
  });

  test("each part of the collector's pipelines is defined, and each that is defined is used", () => {
    const pipelines: Record<string, string[]>[] = Object.values(collector.service.pipelines);
    for (const kind of ["receivers", "processors", "exporters"]) {
      const used = pipelines.flatMap((pipeline) => pipeline[kind] ?? []);
      expect([...new Set(used)].sort()).toEqual(Object.keys(collector[kind]).sort());
    }
  });

  test("what is sent and asked goes to services that are there, on the ports that they listen on", () => {
    const spans = portOf(tempo.distributor.receivers.otlp.protocols.http.endpoint);
    const exporters: { endpoint: string }[] = Object.values(collector.exporters);
    expect(exporters.map(({ endpoint }) => reached(endpoint))).toEqual([`tempo:${spans}`, "loki:3100"]);
    const [{ dns_sd_configs: found }] = prometheus.scrape_configs;
    const port = Number(services.api?.environment?.API_METRICS_PORT);
    expect(found).toEqual([expect.objectContaining({ names: ["api"], type: "A", port })]);
    const asked = datasources.map(({ url }: { url: string }) => reached(url));
    expect(asked).toEqual(["prometheus:9090", `tempo:${tempo.server.http_listen_port}`, "loki:3100"]);
  });
});

describe("Grafana", () => {
  const uids = datasources.map(({ uid }: { uid: string }) => uid);

  test("each source of data that is spoken of is there", () => {
    const text = JSON.stringify([datasources, dashboard]);
    const spoken = [...text.matchAll(/"(?:datasourceUid|uid)":"(\w+)"/g)].map(([, uid]) => uid);
    expect(new Set(spoken)).toEqual(new Set([...uids, dashboard.uid]));
  });

  test("the dashboard lies where it is looked for", () => {
    const { providers } = yaml("deploy/observability/grafana/dashboards.yml");
    const { volumes: mounts = [], environment } = services.grafana ?? {};
    const file = `${providers[0].options.path}/claimcheck.json`;
    expect(mounts).toContain(`./deploy/observability/grafana/claimcheck.json:${file}:ro`);
    expect(environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).toBe(file);
  });

  test("the dashboard is one of the schema's version 41, its panels beside each other, each with a title and a word on it", () => {
    expect(dashboard).toMatchObject({ uid: expect.any(String), title: expect.any(String), schemaVersion: 41 });
    const cells = new Set<string>();
    for (const { type, title, description, gridPos, targets } of dashboard.panels) {
      expect(type).toBe("timeseries");
      for (const text of [title, description]) expect(text).toMatch(/^[A-Z]/);
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let cell = 0; cell < w * h; cell += 1) {
        const place = `${x + (cell % w)},${y + Math.floor(cell / w)}`;
        expect(cells, title).not.toContain(place);
        cells.add(place);
      }
      const refIds = targets.map(({ refId }: { refId: string }) => refId);
      expect(new Set(refIds).size).toBe(refIds.length);
    }
  });

  test("docs/observability.md says what each panel shows", () => {
    const page = read("docs/observability.md");
    for (const { title } of dashboard.panels) expect(page).toContain(`| ${title} |`);
  });
});
