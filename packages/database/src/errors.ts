/** The account named by a token doesn't exist any more. */
export class AccountGoneError extends Error {
  override readonly name = "AccountGoneError";
  constructor() {
    super("the account doesn't exist any more");
  }
}

/** The account named by a token was disabled by an administrator. */
export class AccountDisabledError extends Error {
  override readonly name = "AccountDisabledError";
  constructor() {
    super("the account is disabled");
  }
}

/** The session named by a token was ended by a sign-out or by revocation, or has expired. */
export class SessionEndedError extends Error {
  override readonly name = "SessionEndedError";
  constructor() {
    super("the session has ended");
  }
}

/** What set_user() raises, and what it means. */
const accessErrors: Readonly<Record<string, () => Error>> = {
  UA001: () => new AccountGoneError(),
  UA002: () => new AccountDisabledError(),
  UA003: () => new SessionEndedError(),
};

/** The error for what set_user() raised; anything else stays as it is. */
export function accessError(raised: unknown): unknown {
  return accessErrors[databaseCode(raised) ?? ""]?.() ?? raised;
}

const network = /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** Classes 08 connection, 53 resources, 57014 canceled, 57Pxx shutdown; lock and idle timeouts; deadlock and serialization. */
const states = /^(08...|53...|57014|57P0.|55P03|25P0[34]|40001|40P01)$/;
/** pg's own errors, which have no code. */
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** The codes of an error and of all its causes: drizzle and the pool wrap what Postgres said. */
function* chain(error: unknown): Generator<Error & { code?: unknown }> {
  for (let at = error; at instanceof Error; at = at.cause) yield at;
}

/** The SQLSTATE that Postgres gave, or the network's error code; undefined for another fault. */
export function databaseCode(error: unknown): string | undefined {
  for (const { code } of chain(error)) if (typeof code === "string") return code;
  return undefined;
}

/** Foreign keys to the account that owns a row, as drizzle names them. */
const ownerKey = /_user_id_user_uuid_fk$/;

/** Whether a row wasn't taken because the account that would own it is gone. */
export function isOwnerGone(error: unknown): boolean {
  for (const one of chain(error)) {
    if (one.code === "23503" && "constraint" in one) return ownerKey.test(String(one.constraint));
  }
  return false;
}

/** The server only reads right now, such as a standby after a failover. */
export class ReadOnlyServerError extends Error {
  override readonly name = "ReadOnlyServerError";
  constructor(cause: unknown) {
    super("the server only reads right now", { cause });
  }
}

/** The error of a transaction that may write; one of the given codes says that the server only reads. */
export function writeError(raised: unknown, codes: readonly string[]): unknown {
  return codes.includes(databaseCode(raised) ?? "") ? new ReadOnlyServerError(raised) : raised;
}

/**
 * Whether row-level security refused a row. A grant that is missing has the same SQLSTATE, 42501, but comes from another
 * routine of Postgres; unlike the message, its name isn't translated.
 */
export function isRowRefused(error: unknown): boolean {
  for (const one of chain(error)) {
    if (one.code === "42501") return "routine" in one && one.routine === "ExecWithCheckOptions";
  }
  return false;
}

/** Whether the database can't answer right now, as opposed to a fault in what was asked. */
export function isUnavailable(error: unknown): boolean {
  for (const one of chain(error)) {
    const { code, message } = one;
    if (one instanceof ReadOnlyServerError) return true;
    if (typeof code === "string" && (network.test(code) || states.test(code))) return true;
    if (messages.test(message)) return true;
  }
  return false;
}
