import type { Env } from "./env-file.ts";

/** What programs need of the machine, whoever they are. None of it is a setting of ours. */
const machine =
  /^(PATH|PATHEXT|HOME|USER|LOGNAME|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|SYSTEMROOT|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|USERPROFILE|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|HTTPS?_PROXY|NO_PROXY)$/i;

/**
 * The environment of one process: its own settings, what it needs of the machine, and nothing else.
 * So the API never holds an issuer secret, nor any app the owner's database URL.
 */
export function childEnv(env: Env, names: readonly string[], extra: Env): Record<string, string> {
  const own = Object.entries({ ...env, ...extra }).filter(
    (entry): entry is [string, string] =>
      Boolean(entry[1]) && (names.includes(entry[0]) || entry[0] in extra || machine.test(entry[0])),
  );
  return Object.fromEntries(own);
}
