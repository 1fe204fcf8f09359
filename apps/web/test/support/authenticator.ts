import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

type Place = { origin: string; rpId: string; userVerified?: boolean };

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const base64url = (data: Buffer) => data.toString("base64url");

/** A security key in software: what a browser and its device would send (WebAuthn level 2, "none" attestation, ES256). */
export function createAuthenticator(home: Place) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(16);
  let counter = 0;

  const clientData = (type: string, challenge: string, { origin }: Place) =>
    Buffer.from(JSON.stringify({ type, challenge, origin }));
  const authenticatorData = ({ rpId, userVerified = true }: Place, more: Buffer = Buffer.alloc(0)) => {
    counter += 1;
    const flags = 0x01 | (userVerified ? 0x04 : 0) | (more.length > 0 ? 0x40 : 0);
    const head = Buffer.alloc(5);
    head[0] = flags;
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), head, more]);
  };
  const credential = (response: Record<string, unknown>) => ({
    id: base64url(id),
    rawId: base64url(id),
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: {},
    response,
  });

  return {
    register(challenge: string) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      // COSE_Key (RFC 9052): { 1: 2, 3: -7, -1: 1, -2: x, -3: y } in CBOR.
      const key = Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]);
      const data = authenticatorData(home, Buffer.concat([Buffer.alloc(16), length, id, key]));
      // { "fmt": "none", "attStmt": {}, "authData": data } in CBOR.
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        Buffer.from([data.length]),
        data,
      ]);
      return credential({
        clientDataJSON: base64url(clientData("webauthn.create", challenge, home)),
        attestationObject: base64url(attestation),
        transports: ["internal"],
      });
    },
    /** `at`: another place than the one it was made for. */
    signIn(challenge: string, at = home) {
      const [client, data] = [clientData("webauthn.get", challenge, at), authenticatorData(at)];
      const signature = sign("sha256", Buffer.concat([data, sha256(client)]), privateKey);
      return credential({
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(signature),
      });
    },
  };
}
