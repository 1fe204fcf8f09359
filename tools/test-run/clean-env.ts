const kept = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LC_.*|TMPDIR|TEMP|TMP|CI|COLORTERM|NO_COLOR|FORCE_COLOR)$/i,
  /^(SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*|USERPROFILE)$/i,
  /^(HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i,
  /^(npm_config_.*|PNPM_.*|COREPACK_.*|DOCKER_.*|PLAYWRIGHT_.*|XDG_.*|CHROMIUM_PATH|RUNNER_.*|GITHUB_.*)$/i,
];

/**
 * The environment for tests: what programs need to run, and no setting of ours.
 * So neither a DATABASE_URL of the shell nor one of `.env` ever meets a test.
 */
export function cleanEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && kept.some((name) => name.test(entry[0])),
  );
  return {
    ...Object.fromEntries(entries),
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
  };
}
