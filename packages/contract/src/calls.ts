import type { input, output, ZodType } from "zod";
import type { EndpointName } from "./endpoints.ts";
import type { Operations } from "./operations.ts";

type Part<O, K extends string, Name extends string> =
  O extends Record<K, infer S extends ZodType>
    ? Record<never, never> extends input<S>
      ? { [N in Name]?: input<S> }
      : { [N in Name]: input<S> }
    : unknown;

/** What an operation takes, by the contract; what differs from it fails the type check. */
export type InputOf<K extends EndpointName> = Part<Operations[K], "params", "params"> &
  Part<Operations[K], "query", "query"> &
  Part<Operations[K], "body", "body">;

type Answer<A> = A[keyof A] extends infer S extends ZodType ? output<S> : never;
/** What it gives when it succeeds. */
export type OutputOf<K extends EndpointName> = Answer<Operations[K]["answers"]>;
