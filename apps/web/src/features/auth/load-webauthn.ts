import { tryAgain } from "./try-again.ts";

/** Given by what can be asked when the script didn't come: the same words as when the site couldn't be asked. */
const failed = async () => tryAgain;

/** What deals with passkeys, which comes with the first click. */
export function loadWebauthn(): Promise<Pick<typeof import("./webauthn.ts"), "addPasskey" | "signInWithPasskey">> {
  return import("./webauthn.ts").catch(() => ({ addPasskey: failed, signInWithPasskey: failed }));
}
