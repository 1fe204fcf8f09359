import { grantAdmin } from "../../tools/admin.ts";
import { expect, type Persona, test } from "../support/fixtures.ts";
import { keysWork } from "../support/header.ts";

test("an administrator disables, enables and signs out people by keyboard; the API obeys at the next request", async ({
  newPersona,
  newVisitor,
  request,
  urls: { apiUrl, ownerUrl },
}) => {
  const [boss, ada, bob] = [await newPersona("Boss"), await newPersona("Ada"), await newPersona("Bob")];
  await grantAdmin(ownerUrl, boss.email);
  const tokens = { ada: await ada.token(), bob: await bob.token() };
  const ask = async (token: string) => {
    const answer = await request.get(`${apiUrl}/v1/tasks`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return [answer.status(), (await answer.json()).code];
  };
  const sessionOf = ({ page }: Persona) => page.request.get("/api/auth/token").then((answer) => answer.status());

  await boss.page.goto("/admin");
  await boss.page.getByLabel("Email contains").fill(bob.email);
  await boss.page.getByRole("button", { name: "Search" }).click();
  const row = boss.page.getByRole("listitem").filter({ hasText: bob.email });
  await expect(boss.page.getByText("1 person")).toBeVisible();
  await expect(row).toHaveCount(1);
  await expect(boss.page).toHaveURL("/admin");
  await boss.page.reload();
  await expect(boss.page.getByLabel("Email contains")).toHaveValue(bob.email);
  await keysWork(boss.page);
  const button = (name: string | RegExp) => row.getByRole("button", { name });
  await button("Disable").press("Enter");
  await button(/^Yes, disable/).press("Enter");
  await expect(row.getByText("Disabled; every session has ended.")).toBeVisible();
  await expect(button("Enable")).toBeFocused();
  expect(await ask(tokens.bob)).toEqual([403, "account_disabled"]);
  expect(await ask(tokens.ada)).toEqual([200, undefined]);
  expect(await sessionOf(bob)).toBe(401);

  const { page } = await newVisitor();
  const signIn = async () => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(bob.email);
    await page.getByLabel("Password", { exact: true }).fill(bob.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn();
  await expect(page.getByText("This account is disabled.")).toBeVisible();

  await button("Enable").press("Enter");
  await expect(row.getByText("Enabled again.")).toBeVisible();
  await expect(button("Disable")).toBeFocused();
  // Disabling ended the sessions: an old token stays refused, and a new sign-in is needed.
  expect(await ask(tokens.bob)).toEqual([401, "session_ended"]);
  await signIn();
  await page.waitForURL("**/tasks");
  const { token } = await (await page.request.get("/api/auth/token")).json();
  expect(await ask(token)).toEqual([200, undefined]);
  await button("Sign out everywhere").press("Enter");
  await expect(row.getByText("Signed out everywhere.")).toBeVisible();
  await expect(button("Sign out everywhere")).toBeFocused();
  expect((await page.request.get("/api/auth/token")).status()).toBe(401);
  expect(await sessionOf(ada)).toBe(200);
  expect(await ask(token)).toEqual([401, "session_ended"]);
  expect(await ask(tokens.ada)).toEqual([200, undefined]);
});

test("for everybody else the page of people doesn't exist", async ({ newPersona, newVisitor }) => {
  const { page } = await newPersona("Ada");
  await expect(page.getByRole("link", { name: "People" })).toHaveCount(0);
  expect((await page.goto("/admin"))?.status()).toBe(404);
  const visitor = await newVisitor();
  await visitor.page.goto("/admin");
  await expect(visitor.page).toHaveURL(/\/sign-in\?next=%2Fadmin$/);
});

test("what an administrator does or looks for without a network is refused and not lost, and works once it is back", async ({
  newPersona,
  urls: { ownerUrl },
}) => {
  const [boss, ada, bob] = [await newPersona("Boss"), await newPersona("Ada"), await newPersona("Bob")];
  await grantAdmin(ownerUrl, boss.email);
  const { page } = boss;
  await page.goto("/admin");
  const row = page.getByRole("listitem").filter({ hasText: ada.email });
  await page.route("**/admin", (route) => (route.request().method() === "POST" ? route.abort() : route.fallback()));
  const signOut = row.getByRole("button", { name: "Sign out everywhere" });
  await signOut.click();
  await expect(row.getByText("That didn’t get through. Try again in a moment.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "People" })).toBeVisible();
  const field = page.getByLabel("Email contains");
  const search = page.getByRole("button", { name: "Search" });
  await field.fill(ada.email);
  await search.click();
  await expect(page.getByText("Nobody was looked for: that didn’t get through.")).toBeVisible();
  await expect(field).toHaveValue(ada.email);
  await page.unroute("**/admin");
  await signOut.click();
  await expect(row.getByText("Signed out everywhere.")).toBeVisible();
  await expect(row.getByText("That didn’t get through.")).toHaveCount(0);
  await search.click();
  await expect(
    page.getByRole("status").filter({ hasText: `1 person whose email contains “${ada.email}”` }),
  ).toBeVisible();
  await expect(search).toBeFocused();
  for (const [{ page }, status] of [
    [ada, 401],
    [bob, 200],
  ] as const)
    expect((await page.request.get("/api/auth/token")).status()).toBe(status);
});

test("a control character in what an administrator looks for, typed or in the cookie, is none: the page shows everybody", async ({
  newPersona,
  urls: { ownerUrl, webUrl },
}) => {
  const [boss, bob] = [await newPersona("Boss"), await newPersona("Bob")];
  await grantAdmin(ownerUrl, boss.email);
  const { page, context } = boss;
  await context.addCookies([{ name: "people", value: "a%00b", url: webUrl }]);
  expect((await page.goto("/admin"))?.status()).toBe(200);
  await expect(page.getByRole("listitem").filter({ hasText: bob.email })).toBeVisible();
  const field = page.getByLabel("Email contains");
  await expect(field).toHaveValue("");
  await field.evaluate((input: HTMLInputElement) => {
    input.value = `${String.fromCharCode(0)}x`;
  });
  await page.getByRole("button", { name: "Search" }).click();
  await expect.poll(async () => (await context.cookies()).map(({ name }) => name)).not.toContain("people");
  expect((await page.reload())?.status()).toBe(200);
  await expect(page.getByRole("listitem").filter({ hasText: bob.email })).toBeVisible();
});
