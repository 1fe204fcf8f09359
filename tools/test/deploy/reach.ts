import type { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { labelsOf, type Manifest, ofKind, workloadsOf } from "./manifests.ts";

type Rule = { from?: Peer[]; to?: Peer[]; ports?: { port?: number | string }[] };
type Peer = { podSelector?: Selector; namespaceSelector?: Selector; ipBlock?: { cidr: string } };
type Selector = {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
};
type Labels = Record<string, string>;

/** Whether a selector takes these labels. `In` is the one operator that the manifests use. */
export function selects(selector: Selector, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== "In") throw new Error(`${operator} isn't known here`);
      return values.includes(labels[key] ?? "");
    })
  );
}

/** Who may talk to whom, as the NetworkPolicies say: what one of our workloads lets in or may reach, for each port. */
export function openings(manifests: Manifest[], workload: string): string[] {
  const labels = labelsOf(manifests, workload);
  const policies = ofKind<NetworkPolicy>(manifests, "NetworkPolicy").filter(({ spec }) =>
    selects((spec?.podSelector ?? {}) as Selector, labels),
  );
  const among = (rules: Rule[], peers: "from" | "to") =>
    rules.flatMap((rule) =>
      (rule.ports ?? [{ port: "any" }]).flatMap(({ port }) =>
        (rule[peers] ?? [undefined]).map((peer) => `${peers} ${nameOf(manifests, peer)}:${port}`),
      ),
    );
  const all = policies.flatMap(({ spec }) => [
    ...(spec?.policyTypes?.includes("Ingress") ? among((spec.ingress ?? []) as Rule[], "from") : []),
    ...(spec?.policyTypes?.includes("Egress") ? among((spec.egress ?? []) as Rule[], "to") : []),
  ]);
  return [...new Set(all)].sort();
}

function nameOf(manifests: Manifest[], peer: Peer | undefined): string {
  if (!peer) return "anywhere";
  if (peer.ipBlock) return peer.ipBlock.cidr;
  if (peer.namespaceSelector) return `namespace ${Object.values(peer.namespaceSelector.matchLabels ?? {})}`;
  const taken = workloadsOf(manifests).filter(({ metadata }) =>
    selects(peer.podSelector ?? {}, labelsOf(manifests, metadata.name)),
  );
  return taken.map(({ metadata }) => metadata.name).join(" and ");
}
