import { AsyncLocalStorage } from "node:async_hooks";
import { createAddressReader } from "@claimcheck/process/caller-address";
import type { WebConfig } from "../config.ts";
import { createOutbox } from "../mail/outbox.ts";
import { accountMail } from "./account-mail.ts";
import { createAuth } from "./create-auth.ts";
import type { AuthDatabase } from "./database.ts";
import type { Issuer } from "./handle.ts";
import { createKeyRing } from "./key-ring.ts";
import type { Grants } from "./token-grant.ts";

/** The issuer with its keys, for given settings and database; opens nothing until it is used. */
export function createIssuer(config: WebConfig, db: AuthDatabase): Issuer {
  const grants: Grants = new AsyncLocalStorage();
  const outbox = createOutbox(config);
  const auth = createAuth(config, db, grants, accountMail(config, db, outbox));
  const header = config.TRUSTED_IP_HEADER;
  const trustedIp = header ? { header, read: createAddressReader(header, (line) => console.warn(line)) } : undefined;
  return { config, auth, db, grants, keys: createKeyRing(config, auth, db), outbox, trustedIp };
}
