import { startComposeStack } from "./compose-stack.ts";
import { startTestStack } from "./stack.ts";

/** That a request was answered is worth no line on the screen of whoever runs the tests. */
const chatter = /^api │ [A-Z]+ \S+ [1-4]\d\d in /;
/** A JWT, which begins with the base64url of `{"`, a mailed link's token, a session's cookie, a bearer's header. */
const secret = /eyJ[\w-]{8,}|token=[\w-]{16,}|session_token|Bearer \S{8,}/i;

/**
 * Starts the stack that all specs share and tells the workers where it answers: the builds, or with
 * CLAIMCHECK_E2E_STACK=compose (or scale) the containers. When they are done, nothing that it printed may hold a secret.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const leaks: string[] = [];
  let lines = 0;
  const look = (line: string) => {
    lines += 1;
    if (secret.test(line)) leaks.push(line.replace(new RegExp(secret, "gi"), (found) => `${found.slice(0, 6)}…`));
  };
  const say = (line: string) => {
    look(line);
    if (!chatter.test(line)) console.log(line);
  };
  const kind = process.env.CLAIMCHECK_E2E_STACK;
  const { webUrl, apiUrl, mailUrl, ownerUrl, stop } =
    kind === "compose" || kind === "scale"
      ? await startComposeStack(kind, look)
      : await startTestStack({ LOG_LEVEL: "info" }, say).then((stack) => ({
          ...stack,
          ownerUrl: stack.database.ownerUrl,
        }));
  process.env.E2E_WEB_URL = webUrl;
  process.env.E2E_API_URL = apiUrl;
  process.env.E2E_MAIL_URL = mailUrl;
  process.env.E2E_OWNER_URL = ownerUrl;
  return async () => {
    await stop();
    if (leaks.length > 0) throw new Error(`A secret was logged:\n${leaks.join("\n")}`);
    console.log(`${lines} lines were logged, none with a secret`);
  };
}
