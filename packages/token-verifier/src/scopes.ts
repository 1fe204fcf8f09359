import { InsufficientScopeError } from "./errors.ts";

/** Throws InsufficientScopeError, naming all the scopes asked for, unless every one was granted. */
export function requireScopes({ scopes }: { scopes: readonly string[] }, needed: readonly string[]): void {
  if (!needed.every((scope) => scopes.includes(scope))) throw new InsufficientScopeError(needed);
}
