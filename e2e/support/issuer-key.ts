import { symmetricDecrypt } from "better-auth/crypto";
import { importJWK, type JWTPayload, SignJWT } from "jose";
import pg from "pg";

/** The secret that the stack under test was started with. */
export const e2eSecret = "e2e-only-secret-that-signs-nothing-of-value";

/**
 * Signs claims with the running issuer's own key, to make genuine tokens that the issuer never would:
 * one that has ended, one for another audience. Takes the owner's database URL.
 */
export async function signAsIssuer(ownerUrl: string, claims: JWTPayload): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; private_key: string }>("select id, private_key from jwks");
    const [key] = rows;
    if (!key || rows.length !== 1) throw new Error(`Expected exactly one signing key, found ${rows.length}.`);
    const secrets = { keys: new Map([[1, e2eSecret]]), currentVersion: 1 };
    const jwk = await symmetricDecrypt({ key: secrets, data: JSON.parse(key.private_key) });
    const privateKey = await importJWK(JSON.parse(jwk), "EdDSA");
    return await new SignJWT(claims).setProtectedHeader({ typ: "at+jwt", alg: "EdDSA", kid: key.id }).sign(privateKey);
  } finally {
    await client.end();
  }
}
