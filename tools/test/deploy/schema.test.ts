import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import {
  base,
  type Manifest,
  manifestsIn,
  overlay,
  readKustomization,
  readManifests,
  rendered,
  withoutRenderer,
} from "./manifests.ts";
import { schemaFaults } from "./schema.ts";

const faultsOf = async (manifests: Manifest[]) => (await Promise.all(manifests.map(schemaFaults))).flat();

const folders = [
  ["the base", base],
  ["the example overlay", overlay],
] as const;

test.each(folders)("no file of %s lies there without being applied", (_, folder) => {
  const { resources, patches = [] } = readKustomization(folder);
  const named = [...resources, ...patches.flatMap((patch) => patch.path ?? []), "kustomization.yaml"];
  expect(named.filter((file) => file !== "../../base").sort()).toEqual(readdirSync(folder).sort());
});

test.each(folders)("each manifest of %s fits Kubernetes' schema", async (_, folder) => {
  const manifests = manifestsIn(folder);
  expect(manifests.length).toBeGreaterThan(1);
  expect(await faultsOf(manifests)).toEqual([]);
});

test.skipIf(withoutRenderer)(
  "the overlay renders, and each manifest of it fits Kubernetes' schema (skipped where neither kustomize nor kubectl is installed)",
  async () => {
    expect(rendered?.length).toBeGreaterThan(manifestsIn(base).length);
    expect(await faultsOf(rendered ?? [])).toEqual([]);
  },
);

const service = (ports: string, rest = "") =>
  readManifests(`
apiVersion: v1
kind: Service
metadata: { name: web, labels: { any: label } }
spec: { selector: { any: label }, ports: [${ports}]${rest} }
`);

test.each([
  ["a key misspelt far down", service("{ port: 80, targetport: http }"), /ports\/0: the schema has no "targetport"/],
  ["a key misspelt above", service("{ port: 80 }", ", selectors: {}"), /spec: the schema has no "selectors"/],
  ["a number as text", service('{ port: "80" }'), /port must be integer/],
  ["a port without its number", service("{ name: http }"), /must have required property port/],
])("the schema's check tells %s", async (_, manifests, fault) => {
  expect(await faultsOf(service("{ port: 80, targetPort: http }"))).toEqual([]);
  expect((await faultsOf(manifests)).join()).toMatch(fault);
});
