import { parseArgs } from "node:util";
import { demoToken } from "./jwt/demo-token.ts";
import { inspect } from "./jwt/inspect.ts";
import { readToken } from "./jwt/read-token.ts";
import { checkSettings } from "./stack/checked-settings.ts";
import { loadEnv } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";

const usage = `Usage: pnpm jwt get [--scope "tasks:read"] [--audience URI]
       pnpm jwt inspect [TOKEN] [--jwks-url URL] [--issuer URL] [--audience URI]`;

const options = {
  scope: { type: "string" },
  audience: { type: "string" },
  issuer: { type: "string" },
  "jwks-url": { type: "string" },
} as const;

/**
 * `get` prints an access token of the demo person, `inspect` says what a token holds and whether the API would
 * take it. Gives the exit code: 1 for a token that isn't accepted.
 */
export async function main(args: string[]): Promise<number> {
  const given = read(args);
  if (!given) {
    console.error(usage);
    return 2;
  }
  const { command, token, values } = given;
  const settings = checkSettings(loadEnv(root, process.env));
  if (command === "get") {
    // The session stays open: the API refuses a token whose session has ended.
    const { token: fresh } = await demoToken(settings, values);
    console.log(fresh);
    return 0;
  }
  const { api } = settings;
  return inspect(await readToken(token), {
    issuer: values.issuer ?? api.BETTER_AUTH_URL,
    audience: values.audience ?? api.API_URL,
    jwksUrl: values["jwks-url"] ?? api.JWKS_URL,
    algorithms: api.JWT_ALGS,
  });
}

function read(args: string[]) {
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const [command, token, ...rest] = positionals;
    const known = command === "inspect" || (command === "get" && token === undefined);
    return known && rest.length === 0 ? { command, token, values } : undefined;
  } catch {
    return undefined;
  }
}
