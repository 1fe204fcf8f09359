import type { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import type { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import type { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import type { Service } from "kubernetes-models/v1/Service";
import { describe, expect, test } from "vitest";
import { apiSettings, readConfig as readApiConfig } from "../../../apps/api/src/config.ts";
import { readConfig as readWebConfig, webSettings } from "../../../apps/web/src/config.ts";
import { environmentOf, filledIn } from "./environment.ts";
import { labelsOf, ofKind, rendered, unrendered, type Workload, withoutRenderer, workloadsOf } from "./manifests.ts";
import { shownSecrets } from "./page.ts";
import { openings, selects } from "./reach.ts";

const apps = ["claimcheck-web", "claimcheck-api"] as const;
/** What the image's own programs read, and no setting of ours. */
const notOurs = ["NODE_ENV", "HOSTNAME"];
const known = {
  "claimcheck-web": [...Object.keys(webSettings), ...notOurs],
  "claimcheck-api": [...Object.keys(apiSettings), ...notOurs],
  "claimcheck-migrate": ["DATABASE_URL", "WEB_DATABASE_URL", "API_DATABASE_URL"],
};
/** server.ts of the API ends this long after it has begun to stop, in any case. */
const apiStopLimit = 10;

describe.each([
  {
    set: "the base",
    manifests: unrendered,
    where: { controller: "ingress", postgres: "anywhere", valkey: "anywhere" },
    skipped: false,
  },
  {
    set: "the rendered overlay (skipped where neither kustomize nor kubectl is installed)",
    manifests: rendered ?? [],
    where: { controller: "traefik", postgres: "10.20.0.0/24", valkey: "10.20.1.0/24" },
    skipped: withoutRenderer,
  },
])("$set", ({ manifests, where, skipped }) => {
  const it = test.skipIf(skipped);
  const workloads = workloadsOf(manifests);
  const named = (name: string) => {
    const [found, ...others] = workloads.filter(({ metadata }) => metadata.name === name);
    if (!found || others.length > 0) throw new Error(`${name} isn't there once`);
    return found;
  };
  const containerOf = (workload: Workload) => {
    const [container, ...others] = workload.spec.template.spec.containers;
    if (!container || others.length > 0) throw new Error("there isn't one container");
    return container;
  };

  it("it runs two apps and a migration, and holds no secret", () => {
    expect(workloads.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
      "Deployment claimcheck-api",
      "Deployment claimcheck-web",
      "Job claimcheck-migrate",
    ]);
    expect(ofKind(manifests, "Secret")).toEqual([]);
  });

  it.each(Object.entries(known))("%s gets settings that it knows, and no others", (name, names) => {
    const { values, secrets } = environmentOf(manifests, named(name));
    for (const one of [...Object.keys(values), ...Object.keys(secrets)]) expect(names).toContain(one);
  });

  it("each secret goes to its own workload only", () => {
    const secretsOf = (name: string) => {
      const refs = Object.entries(environmentOf(manifests, named(name)).secrets);
      return refs.map(([variable, { name: secret, key }]) => `${variable} of ${secret}/${key}`);
    };
    expect(secretsOf("claimcheck-web")).toEqual(
      ["WEB_DATABASE_URL", "BETTER_AUTH_SECRETS", "SMTP_URL"].map((one) => `${one} of claimcheck-web/${one}`),
    );
    expect(secretsOf("claimcheck-api")).toEqual(
      ["API_DATABASE_URL", "API_EVENTS_DATABASE_URL", "VALKEY_URL"].map((one) => `${one} of claimcheck-api/${one}`),
    );
    expect(secretsOf("claimcheck-migrate")).toEqual([
      "DATABASE_URL of claimcheck-owner/DATABASE_URL",
      "WEB_DATABASE_URL of claimcheck-web/WEB_DATABASE_URL",
      "API_DATABASE_URL of claimcheck-api/API_DATABASE_URL",
    ]);
    for (const { spec } of workloads)
      expect(spec.template.spec.volumes).toEqual([expect.objectContaining({ name: "tmp" })]);
  });

  it("the apps take the settings that they get here, with the secrets of docs/deploying.md", () => {
    const web = readWebConfig(filledIn(environmentOf(manifests, named("claimcheck-web")), shownSecrets));
    const api = readApiConfig(filledIn(environmentOf(manifests, named("claimcheck-api")), shownSecrets));
    expect(api.BETTER_AUTH_URL).toBe(web.BETTER_AUTH_URL);
    expect(api.API_URL).toBe(web.API_URL);
    for (const config of [web, api]) expect(config.TRUSTED_IP_HEADER).toBe("x-real-ip");
    expect(api.API_HOST).toBe("0.0.0.0");
    expect(api.VALKEY_URL).toBeDefined();
  });

  it.each(workloads.map((one) => one.metadata.name))("%s may do nothing on its machine", (name) => {
    const workload = named(name);
    const pod = workload.spec.template.spec;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
    const { securityContext, resources } = containerOf(workload);
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });

  it.each(apps)("%s is found by its Service, and spread over machines and zones", (name) => {
    const workload = named(name);
    const labels = labelsOf(manifests, name);
    const ports = containerOf(workload).ports?.map((port) => port.name);
    expect(selects(workload.spec.selector ?? {}, labels)).toBe(true);
    const [service] = ofKind<Service>(manifests, "Service").filter(({ metadata }) => metadata.name === name);
    const taken = workloads.filter((one) =>
      selects({ matchLabels: service?.spec?.selector ?? {} }, labelsOf(manifests, one.metadata.name)),
    );
    expect(taken.map(({ metadata }) => metadata.name)).toEqual([name]);
    for (const { targetPort } of service?.spec?.ports ?? []) expect(ports).toContain(targetPort);
    const spread = workload.spec.template.spec.topologySpreadConstraints ?? [];
    expect(spread.map(({ topologyKey }) => topologyKey).sort()).toEqual([
      "kubernetes.io/hostname",
      "topology.kubernetes.io/zone",
    ]);
    for (const { labelSelector } of spread) expect(selects(labelSelector ?? {}, labels)).toBe(true);
  });

  it.each(apps)("%s has probes, and room to stop in", (name) => {
    const workload = named(name);
    const container = containerOf(workload);
    const paths = [container.startupProbe, container.livenessProbe, container.readinessProbe].map(
      (probe) => probe?.httpGet?.path,
    );
    expect(paths).toEqual(
      name === "claimcheck-web" ? ["/api/health", "/api/health", "/api/health"] : ["/livez", "/livez", "/readyz"],
    );
    const { values } = environmentOf(manifests, workload);
    const waits = container.lifecycle?.preStop?.sleep?.seconds ?? Number.parseInt(values.API_DRAIN_DELAY ?? "0", 10);
    // Longer than it takes until no probe and no proxy sends it anything more.
    const { periodSeconds = 10, failureThreshold = 3 } = container.readinessProbe ?? {};
    expect(waits).toBeGreaterThanOrEqual(periodSeconds * failureThreshold);
    expect(workload.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(waits + apiStopLimit);
  });

  it.each(apps)("%s has an autoscaler with at least two instances, and a budget that leaves all but one", (name) => {
    const [scaler] = ofKind<HorizontalPodAutoscaler>(manifests, "HorizontalPodAutoscaler").filter(
      ({ spec }) => spec?.scaleTargetRef.name === name,
    );
    expect(scaler?.spec?.minReplicas).toBeGreaterThanOrEqual(2);
    expect(scaler?.spec?.maxReplicas).toBeGreaterThan(scaler?.spec?.minReplicas ?? 0);
    // A number here would undo the autoscaler's whenever this is applied.
    expect(named(name).spec).not.toHaveProperty("replicas");
    const budgets = ofKind<PodDisruptionBudget>(manifests, "PodDisruptionBudget").filter(({ spec }) =>
      selects(spec?.selector ?? {}, labelsOf(manifests, name)),
    );
    expect(budgets.map(({ spec }) => spec?.maxUnavailable)).toEqual([1]);
  });

  it("nobody talks to anybody but these", () => {
    const all = [`to ${where.postgres}:5432`, "to namespace kube-system:53"];
    const web = ["from claimcheck-api:3000", "to claimcheck-api:8000", "to anywhere:465", "to anywhere:587"];
    const api = [
      "from claimcheck-web:8000",
      "to claimcheck-web:3000",
      "from namespace monitoring:9464",
      "to namespace monitoring:4318",
      `to ${where.valkey}:6379`,
    ];
    const people = (port: number) => `from namespace ${where.controller}:${port}`;
    expect(openings(manifests, "claimcheck-web")).toEqual([...all, ...web, people(3000)].sort());
    expect(openings(manifests, "claimcheck-api")).toEqual([...all, ...api, people(8000)].sort());
    expect(openings(manifests, "claimcheck-migrate")).toEqual(all.sort());
    // Rules only ever open: this is what closes.
    const closed = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
    expect(ofKind<NetworkPolicy>(manifests, "NetworkPolicy").map(({ spec }) => spec)).toContainEqual(closed);
  });

  it("the public origins are the hosts of the Ingress, each with TLS and leading to its app", () => {
    const { values } = environmentOf(manifests, named("claimcheck-web"));
    const [ingress] = ofKind<Ingress>(manifests, "Ingress");
    const leads = ingress?.spec?.rules?.map(({ host, http }) => [host, http?.paths[0]?.backend.service?.name]);
    expect(leads).toEqual([
      [new URL(values.BETTER_AUTH_URL ?? "").host, "claimcheck-web"],
      [new URL(values.API_URL ?? "").host, "claimcheck-api"],
    ]);
    expect(ingress?.spec?.tls?.flatMap(({ hosts }) => hosts)).toEqual(leads?.map(([host]) => host));
  });
});

test.skipIf(withoutRenderer)(
  "in the rendered overlay each image has a tag or digest, none of them latest, and all is in one namespace (skipped where neither kustomize nor kubectl is installed)",
  () => {
    const images = workloadsOf(rendered ?? []).map(({ spec }) => spec.template.spec.containers[0]?.image);
    expect(images.length).toBe(3);
    for (const image of images)
      expect(image).toMatch(/^[\w./-]+\/claimcheck-\w+(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/);
    const outside = (rendered ?? []).filter(({ metadata }) => metadata.namespace !== "claimcheck");
    expect(outside.map(({ kind }) => kind)).toEqual(["Namespace"]);
  },
);
