"use client";

import { own } from "@/lib/own.ts";
import { tryAgain } from "./try-again.ts";

const byCode: Readonly<Record<string, string>> = {
  PASSKEY_NOT_FOUND: "This passkey doesn’t belong to an account here. It may have been removed.",
  CHALLENGE_NOT_FOUND: "That took too long. Try again.",
  USER_NOT_VERIFIED: "The device didn’t make sure that it’s you. Set up its screen lock or PIN, then try again.",
  SESSION_NOT_FRESH: "You signed in a while ago. Sign out and in again, then add the passkey.",
  BANNED_USER: "This account is disabled. Ask whoever runs this site.",
};

/** Lets the device sign in. Gives what went wrong, in words; undefined: it worked, and the session is there. */
export function signInWithPasskey(): Promise<string | undefined> {
  return inWords(async () => {
    const options = await call<PublicKeyCredentialRequestOptionsJSON>("generate-authenticate-options");
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    // Without it the issuer takes none, but its options ask the device for it only where that is convenient.
    const response = await navigator.credentials.get({ publicKey: { ...publicKey, userVerification: "required" } });
    await call("verify-authentication", { response });
  });
}

/**
 * Makes a passkey on the device and adds it to the account under a name; leaves where the session has ended meanwhile.
 * Gives what went wrong, in words.
 */
export function addPasskey(name: string, leave: () => void): Promise<string | undefined> {
  return inWords(async () => {
    const options = await call<PublicKeyCredentialCreationOptionsJSON>("generate-register-options");
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const response = await navigator.credentials.create({ publicKey });
    await call("verify-registration", { response, name });
  }, leave);
}

class Refusal extends Error {
  code: string | undefined;
}

/** A credential writes itself as JSON (`toJSON`). */
async function call<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`/api/auth/passkey/${path}`, {
    cache: "no-store",
    ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (response.ok) return (await response.json()) as T;
  if (response.status === 429) {
    throw new Refusal(`Too many attempts. Try again in ${response.headers.get("x-retry-after") ?? 60} seconds.`);
  }
  const { code = "" } = (await response.json().catch(() => ({}))) as { code?: string };
  throw Object.assign(new Refusal(own(byCode, code) ?? tryAgain), { code });
}

async function inWords(ceremony: () => Promise<void>, leave?: () => void): Promise<string | undefined> {
  if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) return "This browser can’t use passkeys.";
  try {
    await ceremony();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) {
      if (error.code === "UNAUTHORIZED") leave?.();
      return error.message;
    }
    const { name } = error as Error;
    // The browser doesn't tell which: called off, timed out, or there is none.
    if (name === "NotAllowedError") return "No passkey was used. It was called off, or this device has none for here.";
    if (name === "InvalidStateError") return "This device already has a passkey for your account.";
    return tryAgain;
  }
}
