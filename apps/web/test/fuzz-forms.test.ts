import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Issuer } from "../src/auth/handle.ts";
import { signUp, startIssuer, type TestIssuer, webUrl } from "./support/issuer.ts";

vi.setConfig({ testTimeout: 120_000 });

// They belong to a server of Next that runs; the issuer, its database and its limits are the real ones.
const next = vi.hoisted(() => ({
  issuer: undefined as Issuer | undefined,
  headers: new Headers(),
  jar: new Map<string, string>(),
}));
vi.mock("server-only", () => ({}));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));
vi.mock("next/headers", () => ({
  headers: async () => next.headers,
  cookies: async () => ({
    get: (name: string) => (next.jar.has(name) ? { name, value: next.jar.get(name) } : undefined),
    set: ({ name, value }: { name: string; value: string }) => next.jar.set(name, value),
    toString: () => [...next.jar].map(([name, value]) => `${name}=${value}`).join("; "),
  }),
}));
vi.mock("../src/auth/issuer.ts", () => ({ getIssuer: () => next.issuer }));

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ TRUSTED_IP_HEADER: "x-real-ip" });
  next.issuer = issuer;
});
afterAll(() => issuer.stop());
beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

const fields = fc.constantFrom(
  ...["email", "password", "name", "newPassword", "token", "next", "id", "confirm", "everywhere", "theme", "keys"],
);
const text = fc.oneof(
  fc.constantFrom(
    "\0",
    "a\0b@claimcheck.example",
    "\ud800",
    "\u202e",
    "",
    " ",
    "//evil.example",
    "/%00",
    "x".repeat(20_000),
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.emailAddress(),
);
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  text.map((content) => new File([content], "a.txt")),
);

test("random input to every form action is refused on the page or leads on; no action fails, and no other user changes", async () => {
  const account = await import("../src/features/account/actions.ts");
  const actions = {
    ...(await import("../src/features/auth/actions.ts")),
    ...(await import("../src/features/auth/mail-actions.ts")),
    ...account,
    ...(await import("../src/lib/preference-actions.ts")),
    ...(await import("../src/features/admin/actions.ts")),
  };
  type Example = [keyof typeof actions, [string, string | File][], boolean];
  const names = Object.keys(actions) as (keyof typeof actions)[];
  const bob = await signUp(issuer, "Bob");
  let ada = await signUp(issuer, "Ada");
  let address = 0;
  const run = async (name: keyof typeof actions, form: FormData) => {
    const action = actions[name] as (...given: unknown[]) => Promise<unknown>;
    if (action.length === 2)
      return action(name === "changePerson" ? "disable" : {}, name === "changePerson" ? form.get("id") : form);
    return action(form);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fields, value), { maxLength: 2 }),
      fc.boolean(),
      async (name, sent, isSignedIn) => {
        const form = new FormData();
        // A form that would do, but for the fields below: anything else is refused before it gets far.
        const usual = {
          email: `new-${address}@claimcheck.example`,
          name: "New",
          password: ada.password,
          token: "x",
          id: "x",
        };
        for (const [field, content] of Object.entries({ ...usual, newPassword: crypto.randomUUID() }))
          form.set(field, content);
        for (const [field, content] of sent) form.set(field, content);
        address += 1;
        next.jar.clear();
        next.headers = new Headers({ origin: webUrl, "x-real-ip": `2001:db8:${address.toString(16)}::1` });
        if (isSignedIn) {
          next.headers.set("cookie", ada.cookie);
          for (const part of ada.cookie.split("; "))
            next.jar.set(part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1));
        }
        const outcome = await run(name, form).catch((error) => error);
        // A redirect comes as an error with this digest.
        if (outcome instanceof Error)
          expect(String((outcome as { digest?: string }).digest), `${name}: ${outcome.stack}`).toMatch(
            /^NEXT_REDIRECT/,
          );
        expect(
          vi
            .mocked(console.error)
            .mock.calls.flat()
            .filter((line) => /^auth error/.test(String(line))),
          name,
        ).toEqual([]);
        if (isSignedIn && !(await issuer.call("/get-session", { cookie: ada.cookie }).then((answer) => answer.json())))
          ada = await signUp(issuer, "Ada");
      },
    ),
    {
      numRuns: 120,
      seed: 21,
      // Whatever the seed leads to, each action is asked with a NUL, which Postgres can't store.
      examples: names.flatMap((name) => ["id", "token"].map((field) => [name, [[field, "\0"]], true] as Example)),
    },
  );
  const still = await issuer.call("/get-session", { cookie: bob.cookie });
  expect(await still.json()).toMatchObject({ user: { email: bob.email, name: bob.name } });
});
