import type { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { type Manifest, ofKind, type Workload } from "./manifests.ts";

type SecretRef = { name: string; key: string; optional: boolean };
export type Environment = { values: Record<string, string>; secrets: Record<string, SecretRef> };

/** The variables that the container of a workload gets: those that stand in manifests, and where its secrets come from. */
export function environmentOf(manifests: Manifest[], { spec }: Workload): Environment {
  const values: Record<string, string> = {};
  const secrets: Record<string, SecretRef> = {};
  for (const container of spec.template.spec.containers) {
    for (const { configMapRef, ...other } of container.envFrom ?? []) {
      const map = ofKind<ConfigMap>(manifests, "ConfigMap").find(
        ({ metadata }) => metadata.name === configMapRef?.name,
      );
      if (!map) throw new Error(`no ConfigMap for ${JSON.stringify({ configMapRef, ...other })}`);
      Object.assign(values, map.data);
    }
    for (const { name, value, valueFrom } of container.env ?? []) {
      const ref = valueFrom?.secretKeyRef;
      if (ref) secrets[name] = { name: ref.name ?? "", key: ref.key, optional: ref.optional ?? false };
      else values[name] = value ?? "";
    }
  }
  return { values, secrets };
}

/** The same as a process sees it, with the secrets of the page; an optional one may be missing there. */
export function filledIn({ values, secrets }: Environment, stored: Map<string, Record<string, string>>) {
  const filled = { ...values };
  for (const [name, { name: secret, key, optional }] of Object.entries(secrets)) {
    const value = stored.get(secret)?.[key];
    if (value !== undefined) filled[name] = value;
    else if (!optional) throw new Error(`${name} comes from ${key} of ${secret}, which nobody makes`);
  }
  return filled;
}
