import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import path from "node:path";

/** An address of this machine that isn't loopback, so that nothing takes it for one that only this machine reaches. */
export const ownAddress = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal, family }) => !internal && family === "IPv4")?.address;

/** A certificate that only whoever names its file trusts (NODE_EXTRA_CA_CERTS), for an address. */
export function makeCertificate(address: string) {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-tls-"));
  const file = path.join(folder, "cert.pem");
  const keyFile = path.join(folder, "key.pem");
  // pg asks a certificate for "localhost" where it goes to an address.
  const asked = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=claimcheck
    -addext subjectAltName=IP:${address},DNS:localhost -keyout ${keyFile} -out ${file}`;
  execFileSync("openssl", asked.split(/\s+/), { stdio: "pipe" });
  return {
    cert: readFileSync(file),
    key: readFileSync(keyFile),
    file,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
