import type { TokenInvalidCode } from "../../src/errors.ts";
import { startIssuer } from "../../src/testing/issuer.ts";

/** The issuer that the verifier trusts, and one that calls itself the same but has keys of its own. */
export const issuer = await startIssuer();
export const stranger = await startIssuer({ issuer: issuer.issuer });

export type Attack = [rule: string, code: TokenInvalidCode, token: () => string | Promise<string>];

export const header = (more: object = {}) => JSON.stringify({ typ: "at+jwt", alg: "EdDSA", kid: issuer.kid, ...more });
export const claims = (more: object = {}) => JSON.stringify({ ...issuer.claims(), ...more });
export const withHeader = (more: Record<string, unknown>) => () => issuer.mint({}, more);
export const withClaims = (more: Record<string, unknown>) => () => issuer.sign(header(), claims(more));
/** A token whose parts are changed after it was signed. */
export const changed = (change: (parts: [string, string, string]) => string[]) => async () =>
  change((await issuer.mint()).split(".") as [string, string, string]).join(".");
