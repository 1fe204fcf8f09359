import { beforeEach, expect, test, vi } from "vitest";
import { deleteAccount } from "../src/features/account/actions.ts";
import { signOut } from "../src/features/auth/actions.ts";
import { changeEmail, sendAgain } from "../src/features/auth/mail-actions.ts";
import { lastMail, rememberMail } from "../src/features/auth/sent-mail.ts";

const { jar, now } = vi.hoisted(() => ({
  jar: new Map<string, { name: string; value: string }>(),
  now: { visitor: undefined as { id: string } | undefined, status: 200 },
}));
// All of these belong to a server of Next that runs; here they say who asks, and what the issuer answers.
vi.mock("server-only", () => ({}));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => jar.get(name),
    set: (cookie: { name: string; value: string }) => jar.set(cookie.name, cookie),
  }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`to ${to}`);
  },
}));
vi.mock("../src/auth/issuer.ts", () => ({ getIssuer: () => ({ config: { BETTER_AUTH_URL: "http://localhost" } }) }));
vi.mock("../src/auth/visitor.ts", () => ({ getVisitor: async () => now.visitor }));
vi.mock("../src/features/auth/call-issuer.ts", () => ({
  callIssuer: async () => Response.json({ code: "UNAUTHORIZED" }, { status: now.status }),
}));

const [ada, bob] = [{ id: "ada" }, { id: "bob" }];
const askToChange = () => {
  const form = new FormData();
  form.set("email", "Ada.New@Claimcheck.Example");
  return changeEmail({}, form);
};
beforeEach(() => {
  jar.clear();
  Object.assign(now, { visitor: ada, status: 200 });
});

test("a mail that somebody asked for while signed in is shown to them and to nobody else in that browser", async () => {
  expect(await askToChange()).toHaveProperty("said");
  expect(await lastMail()).toMatchObject({ kind: "change", email: "ada.new@claimcheck.example", own: true });
  for (const other of [bob, undefined]) {
    now.visitor = other;
    expect(await lastMail()).toBeUndefined();
    await expect(sendAgain()).rejects.toThrow("to /sign-in");
  }
});

test("a mail that nobody who was signed in asked for is nobody's own", async () => {
  now.visitor = undefined;
  await rememberMail({ kind: "reset", email: "ada@claimcheck.example", next: "/tasks" });
  now.visitor = bob;
  expect(await lastMail()).toMatchObject({ email: "ada@claimcheck.example", own: false });
});

test.each([
  ["signing out", () => signOut(), "to /sign-in"],
  ["deleting the account", () => deleteAccount({}, new FormData()), "to /goodbye"],
])("%s forgets where mails went", async (_, leave, to) => {
  for (const status of [500, 200]) {
    now.status = status;
    await rememberMail({ kind: "reset", email: "ada@claimcheck.example", next: "/tasks" });
    await (status === 200 ? expect(leave()).rejects.toThrow(to) : leave().catch(() => {}));
    expect((await lastMail()) === undefined).toBe(status === 200);
  }
});

test("who asks for a mail on the account page after the session has ended elsewhere is led to sign in and back", async () => {
  await askToChange();
  now.status = 401;
  const [cookie] = jar.values();
  if (cookie) cookie.value = cookie.value.replace(/at=\d+/, "at=0");
  for (const ask of [askToChange, sendAgain]) await expect(ask()).rejects.toThrow("to /sign-in?next=%2Faccount");
});
