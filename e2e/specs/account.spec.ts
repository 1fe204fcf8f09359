import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { alertOf, leave, loseSession, signIn } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { jwtForm } from "../support/jwt-form.ts";
import { sql } from "../support/sql.ts";
import { addTask, taskRow } from "../support/tasks.ts";

const part = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("a new name shows at once and everywhere, and only for the one who changed it", async ({ newPersona }) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await ada.page.goto("/account");
  const profile = part(ada.page, "Profile");
  await profile.getByLabel("Name").fill("Ada Lovelace");
  await profile.getByRole("button", { name: "Save name" }).click();
  await expect(profile.getByRole("status")).toHaveText("Your name is changed.");
  await expect(profile.getByLabel("Name")).toHaveValue("Ada Lovelace");
  await ada.page.reload();
  await expect(profile.getByLabel("Name")).toHaveValue("Ada Lovelace");
  await bob.page.goto("/account");
  await expect(part(bob.page, "Profile").getByLabel("Name")).toHaveValue("Bob");
});

test("sessions are listed with device and last use, one or all others can be ended, and no token of theirs is in the page", async ({
  newPersona,
  newVisitor,
  urls: { ownerUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const phone = await newVisitor({
    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1",
  });
  const laptop = await newVisitor();
  for (const { page } of [phone, laptop]) {
    await signIn(page, ada);
    await expect(page).toHaveURL("/tasks");
  }

  const tokens = await sql<{ token: string }>(
    ownerUrl,
    `select s.token from session s join "user" u on u.id = s.user_id where u.email = any($1)`,
    [[ada.email, bob.email]],
  );
  expect(tokens).toHaveLength(4);
  const bodies: string[] = [];
  for (const headers of [{}, { rsc: "1" }]) {
    bodies.push(await (await ada.context.request.get("/account", { headers })).text());
  }
  for (const { token } of tokens) for (const body of bodies) expect(body).not.toContain(token);
  expect(bodies.join()).not.toContain(bob.email);

  await ada.page.goto("/account");
  const section = part(ada.page, "Sessions");
  await expect(section.getByRole("listitem")).toHaveCount(3);
  await expect(section.getByRole("listitem").filter({ hasText: "This one" })).toHaveCount(1);
  const onPhone = section.getByRole("listitem").filter({ hasText: "Safari on iPhone" });
  await expect(onPhone).toContainText(/Last used within the last hour, from 198\.18\./);
  await leave(phone.page);
  await onPhone.getByRole("button", { name: "Sign out" }).click();
  await expect(section.getByRole("status").first()).toHaveText("That session has ended.");
  await expect(onPhone).toHaveCount(0);
  await phone.page.goto("/tasks");
  await expect(phone.page).toHaveURL(/\/sign-in/);
  await laptop.page.reload();
  await expect(laptop.page).toHaveURL("/tasks");
  await leave(laptop.page);

  await section.getByRole("button", { name: "Sign out all other devices" }).click();
  await expect(section.getByRole("listitem")).toHaveCount(1);
  await laptop.page.goto("/tasks");
  await expect(laptop.page).toHaveURL(/\/sign-in/);
  for (const { page } of [ada, bob]) {
    await page.goto("/tasks");
    await expect(page).toHaveURL("/tasks");
  }
});

test("why something on a long list wasn’t done is in sight of the button that asked for it", async ({
  newPersona,
  newVisitor,
  urls: { webUrl },
}) => {
  const ada = await newPersona("Ada");
  for (let device = 0; device < 3; device++) {
    const { context } = await newVisitor();
    const { email, password } = ada;
    const asked = { headers: { origin: webUrl }, data: { email, password } };
    expect((await context.request.post(`${webUrl}/api/auth/sign-in/email`, asked)).status()).toBe(200);
  }
  const { page, proxy } = ada;
  await page.setViewportSize({ width: 320, height: 240 });
  await page.goto("/account");
  const sessions = part(page, "Sessions");
  const last = sessions.getByRole("listitem").last().getByRole("button");
  await last.scrollIntoViewIfNeeded();
  await expect(sessions.getByRole("listitem").first()).not.toBeInViewport();
  proxy.cut(webUrl);
  await last.click();
  await expect(alertOf(page).filter({ hasText: "That didn’t get through." })).toBeInViewport({ ratio: 1 });
  proxy.mend(webUrl);
});

test("a session of somebody else can't be ended, even when its id is known", async ({
  newPersona,
  urls: { ownerUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const [held] = await sql<{ id: string }>(
    ownerUrl,
    `select s.id from session s join "user" u on u.id = s.user_id where u.email = $1`,
    [bob.email],
  );
  await ada.page.goto("/account");
  await ada.page.evaluate(async (id) => {
    const headers = { "content-type": "application/json" };
    await fetch("/api/auth/revoke-session", { method: "POST", headers, body: JSON.stringify({ id }) });
  }, held?.id);
  await bob.page.reload();
  await expect(bob.page).toHaveURL("/tasks");
});

test("recent activity is one's own, in words, and goes on page by page", async ({ newPersona, newVisitor }) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { page } = await newVisitor();
    await signIn(page, { ...ada, password: attempt % 2 ? ada.password : "not the password" });
    if (attempt % 2) await expect(page).toHaveURL("/tasks");
    else await expect(alertOf(page)).toContainText("isn’t right");
  }
  await ada.page.goto("/account");
  const section = part(ada.page, "Recent activity");
  await expect(section.getByRole("listitem")).toHaveCount(10);
  await expect(section.getByText("Sign-in refused: wrong password")).toHaveCount(5);
  await section.getByRole("link", { name: "Older" }).click();
  await expect(section.getByText("Account created")).toBeVisible();
  await section.getByRole("link", { name: "Newest" }).click();
  await expect(section.getByRole("listitem")).toHaveCount(10);
  await bob.page.goto("/account");
  await expect(part(bob.page, "Recent activity").getByText("Sign-in refused")).toHaveCount(0);
});

test("one's data can be taken away as files and brought in again; no address of them has a token", async ({
  newPersona,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await addTask(ada.page, "Ada’s bread");
  await addTask(bob.page, "Bob’s secret");
  const files = new Map<string, string>();
  await ada.page.goto("/account");
  for (const name of ["Tasks (JSON)", "Tasks (CSV)", "Account"]) {
    const [download] = await Promise.all([
      ada.page.waitForEvent("download"),
      part(ada.page, "Your data").getByRole("link", { name }).click(),
    ]);
    expect(download.url()).not.toMatch(/[?#]/);
    files.set(download.suggestedFilename(), await readFile(await download.path(), "utf8"));
  }
  for (const text of files.values()) {
    expect(text).toMatch(/Ada/);
    expect(text).not.toMatch(/\bBob\b/);
    expect(text).not.toMatch(jwtForm);
  }
  expect(JSON.parse(files.get("tasks.json") ?? "").tasks).toMatchObject([{ title: "Ada’s bread" }]);
  expect(JSON.parse(files.get("account.json") ?? "")).toMatchObject({
    email: ada.email,
    sessions: [{ current: true }],
  });

  await bob.page.goto("/account");
  const section = part(bob.page, "Your data");
  const bring = async (name: string, text: string) => {
    const file = { name, mimeType: "application/octet-stream", buffer: Buffer.from(text) };
    await section.getByLabel("Add tasks from a file").setInputFiles(file);
    await section.getByRole("button", { name: "Add them" }).click();
  };
  await bring("wrong.json", JSON.stringify({ tasks: [{ title: "Right" }, { title: "" }] }));
  await expect(section.getByRole("alert")).toContainText("Task 2, title:");
  await bring("wrong.json", "{");
  await expect(section.getByRole("alert")).toHaveText("The body isn't valid JSON.");
  await bring("tasks.csv", files.get("tasks.csv") ?? "");
  await expect(section.getByRole("status")).toHaveText("1 task was added.");
  await bob.page.goto("/tasks");
  await expect(taskRow(bob.page, "Ada’s bread")).toBeVisible();
  await expect(taskRow(bob.page, "Right")).toHaveCount(0);
});

test("a download after the session has ended leads to sign-in and back, and saves no page under the file's name", async ({
  newPersona,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await page.goto("/account");
  const link = part(page, "Your data").getByRole("link", { name: "Tasks (CSV)" });
  // Marked so, the browser would save whatever it gets.
  expect(await link.getAttribute("download")).toBeNull();
  const file = await link.getAttribute("href");
  await loseSession(page);
  await page.goto(`${file}`);
  await expect(page).toHaveURL("/sign-in?next=%2Faccount");
  // One that was kept from somewhere leads to a page, too.
  await page.goto("/sign-in?next=/account/download/tasks.csv");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/tasks");
  expect((await bob.page.request.get("/account/download/else.csv")).status()).toBe(404);
});

test("addresses with anything in them get pages: account, sign-in and mailed links", async ({
  newPersona,
  newVisitor,
}) => {
  const { page } = await newPersona("Ada");
  await page.goto("/account?before=garbage&error=constructor");
  await expect(page).toHaveURL("/account");
  await expect(part(page, "Recent activity").getByText("Account created")).toBeVisible();
  await page.goto("/account?failed=download");
  await expect(page.getByRole("alert").filter({ hasText: "The file couldn’t be made" })).toBeVisible();
  const visitor = await newVisitor();
  for (const code of ["constructor", "__proto__", "toString"]) {
    expect((await visitor.page.goto(`/sign-in?error=${code}`))?.status()).toBe(200);
    await expect(visitor.page.getByText("The provider didn’t sign you in.")).toBeVisible();
  }
  for (const token of ["%00", "x", "%ff", "a".repeat(5000)]) {
    for (const path of ["/reset-password", "/verify-email"]) {
      expect((await visitor.page.goto(`${path}?token=${token}`))?.status()).toBe(200);
      await expect(visitor.page.getByRole("heading", { name: "This link has ended" })).toBeVisible();
    }
  }
});
