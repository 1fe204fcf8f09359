import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Embedded } from "../embedded/start.ts";
import { withClient } from "./test-database.ts";

export const noOpenssl = spawnSync("openssl", ["version"]).status === 0 ? undefined : "openssl isn't installed";
if (noOpenssl && process.env.CI) throw new Error("CI needs openssl");

/** A certificate authority of its own in a new folder, which the caller removes. */
export function makeAuthority(name: string) {
  const folder = mkdtempSync(join(tmpdir(), "claimcheck-tls-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", `/CN=${name}`);
  return {
    folder,
    file: join(folder, "ca.crt"),
    /** Gives the files of a certificate for a server of this name or address. */
    issue(subject: string) {
      writeFileSync(join(folder, "names.cnf"), `subjectAltName = ${subject}`);
      openssl("req", ...newKey, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=postgres");
      const authority = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names.cnf"];
      openssl("x509", "-req", "-in", "server.csr", "-out", "server.crt", "-days", "2", ...authority);
      return { certificate: join(folder, "server.crt"), key: join(folder, "server.key") };
    },
  };
}

/** From now on new connections to the server may use TLS, with this certificate. */
export async function turnTlsOn(server: Embedded, files: { certificate: string; key: string }): Promise<void> {
  const data = join(server.folder, "data");
  const { uid, gid } = statSync(data);
  for (const [file, name] of [
    [files.certificate, "server.crt"],
    [files.key, "server.key"],
  ] as const) {
    cpSync(file, join(data, name));
    if (process.getuid?.() === 0) chownSync(join(data, name), uid, gid);
  }
  await withClient(server.ownerUrl, async (client) => {
    await client.query("ALTER SYSTEM SET ssl = on");
    await client.query("SELECT pg_reload_conf()");
  });
}
