import type { Manifest } from "./manifests.ts";

type Model = { prototype: { validate(): void } };

/**
 * What a manifest breaks of Kubernetes' own schema; nothing when it is fit. The schema lets unknown keys pass, though
 * a misspelt one is the most common mistake: a key that the check never asked for is told too.
 */
export async function schemaFaults(manifest: Manifest): Promise<string[]> {
  const { apiVersion, kind } = manifest;
  const model = `kubernetes-models/${apiVersion}/${kind}`;
  const models: Record<string, Model> = await import(model);
  const unasked = new Map<object, Set<string>>();
  const places = new Map<object, string>();

  function watch<T extends object>(value: T, place: string): T {
    unasked.set(value, new Set(Array.isArray(value) ? [] : Object.keys(value)));
    places.set(value, place);
    const inner = new Map<string, unknown>();
    for (const [key, child] of Object.entries(value)) {
      if (child !== null && typeof child === "object") inner.set(key, watch(child, `${place}/${key}`));
    }
    return new Proxy(value, {
      get(target, key) {
        unasked.get(target)?.delete(String(key));
        return inner.get(String(key)) ?? Reflect.get(target, key);
      },
    });
  }

  const watched = watch(manifest, `${kind} ${manifest.metadata.name}`);
  try {
    models[kind]?.prototype.validate.call(watched);
  } catch (error) {
    return [`${kind} ${manifest.metadata.name}: ${(error as Error).message}`];
  }
  return [...unasked].flatMap(([value, keys]) =>
    [...keys].map((key) => `${places.get(value)}: the schema has no "${key}"`),
  );
}
