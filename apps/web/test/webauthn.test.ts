import { afterEach, expect, test, vi } from "vitest";
import { addPasskey, signInWithPasskey } from "../src/features/auth/webauthn.ts";
import { leaveToSignIn } from "../src/lib/browser-token.ts";

afterEach(() => vi.unstubAllGlobals());

/** A browser whose device does what it is asked, at an issuer that answers like this. */
function browser(answers: Record<string, Response>) {
  const asked: CredentialRequestOptions[] = [];
  const left: string[] = [];
  const parse = (options: object) => options;
  vi.stubGlobal("PublicKeyCredential", { parseRequestOptionsFromJSON: parse, parseCreationOptionsFromJSON: parse });
  vi.stubGlobal("navigator", {
    credentials: {
      get: async (options: CredentialRequestOptions) => void asked.push(options),
      create: async () => ({}),
    },
  });
  const location = { pathname: "/account", search: "", assign: (to: string) => left.push(to) };
  vi.stubGlobal("window", { location });
  vi.stubGlobal("fetch", async (url: string) => answers[url.replace("/api/auth/passkey/", "")]);
  return { asked, left };
}
const refused = (code: string, status = 401) => Response.json({ code }, { status });

test("the device has to make sure whose passkey it is, and who has no way to is told what to do", async () => {
  const { asked, left } = browser({
    "generate-authenticate-options": Response.json({ userVerification: "preferred" }),
    "verify-authentication": refused("USER_NOT_VERIFIED"),
  });
  expect(await signInWithPasskey()).toMatch(/screen lock or PIN/);
  expect(asked).toEqual([{ publicKey: { userVerification: "required" } }]);
  expect(left).toEqual([]);
});

test("who adds a passkey after the session has ended elsewhere is led to sign in and back", async () => {
  const { left } = browser({ "generate-register-options": refused("UNAUTHORIZED") });
  await addPasskey("My laptop", leaveToSignIn);
  expect(left).toEqual(["/sign-in?next=%2Faccount&done=session"]);
});
