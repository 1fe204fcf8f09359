import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Deployment } from "kubernetes-models/apps/v1/Deployment";
import type { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { parse, parseAllDocuments } from "yaml";
import { root } from "../../stack/parts.ts";

export type Manifest = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };
type PodSpec = NonNullable<NonNullable<Deployment["spec"]>["template"]["spec"]>;
type Labels = Record<string, string>;
/** What runs, as Deployment or Job. */
export type Workload = Manifest & {
  spec: { selector?: { matchLabels: Labels }; template: { metadata: { labels: Labels }; spec: PodSpec } };
};
type Kustomization = {
  resources: string[];
  patches?: { path?: string }[];
  configMapGenerator: { name: string; literals: string[] }[];
};

export const base = path.join(root, "deploy/kubernetes/base");
export const overlay = path.join(root, "deploy/kubernetes/overlays/example");

export const readManifests = (text: string) => parseAllDocuments(text).map((one) => one.toJS() as Manifest);
export const readKustomization = (folder: string): Kustomization =>
  parse(readFileSync(path.join(folder, "kustomization.yaml"), "utf8"));

/** The manifests that a folder's own files hold, without those of a folder below it. */
export function manifestsIn(folder: string): Manifest[] {
  const files = readKustomization(folder).resources.filter((file) => file.endsWith(".yaml"));
  return files.flatMap((file) => readManifests(readFileSync(path.join(folder, file), "utf8")));
}

export function ofKind<M = Manifest>(manifests: Manifest[], kind: string): (Manifest & M)[] {
  return manifests.filter((one): one is Manifest & M => one.kind === kind);
}

export const workloadsOf = (manifests: Manifest[]) => [
  ...ofKind<Workload>(manifests, "Deployment"),
  ...ofKind<Workload>(manifests, "Job"),
];

/** The labels of the pods of a workload. */
export const labelsOf = (manifests: Manifest[], workload: string) => {
  const found = workloadsOf(manifests).find(({ metadata }) => metadata.name === workload);
  return found?.spec.template.metadata.labels ?? {};
};

const tools = [
  ["kustomize", "build"],
  ["kubectl", "kustomize"],
] as const;
const tool = tools.find(([bin, word]) => spawnSync(bin, [word, "--help"]).status === 0);

/** The overlay as a cluster gets it; none where neither tool is installed. */
export const rendered = tool && readManifests(execFileSync(tool[0], [tool[1], overlay], { encoding: "utf8" }));

/** Where neither is installed the tests of it are skipped; in CI that is a failure. */
export const withoutRenderer = !rendered && !process.env.CI;

/** The base with the settings that both levels generate, for where nothing renders it. */
export const unrendered: Manifest[] = [...manifestsIn(base), ...manifestsIn(overlay), ...generated()];

function generated(): ConfigMap[] & Manifest[] {
  const data: Record<string, Record<string, string>> = {};
  for (const { name, literals } of [base, overlay].flatMap((one) => readKustomization(one).configMapGenerator)) {
    data[name] = { ...data[name], ...Object.fromEntries(literals.map((one) => one.split(/=(.*)/s))) };
  }
  return Object.entries(data).map(([name, values]) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: values,
  })) as ConfigMap[] & Manifest[];
}
