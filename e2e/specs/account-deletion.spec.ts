import type { Page } from "@playwright/test";
import { addAuthenticator } from "../support/authenticator.ts";
import { alertOf, signIn } from "../support/enter.ts";
import { expect, type Persona, test } from "../support/fixtures.ts";
import { newEmail } from "../support/persona.ts";
import { sql } from "../support/sql.ts";
import { addTask, callApi, follow, taskRow } from "../support/tasks.ts";

const byUuid = ["task", "tag"].map((table) => `'${table}', (select count(*) from ${table} where user_id = $1)`);
const byId = ["session", "account", "passkey"].map(
  (table) => `'${table}', (select count(*) from ${table} where user_id = $2)`,
);
/** A link to a new password has the account's id as its value; any other has it in JSON. */
const links = `'verification', (select count(*) from verification where value like '%' || $2 || '%')`;
const counts = `select jsonb_build_object(${[...byUuid, ...byId, links].join()}) as kept`;

type Ids = { id: string; uuid: string };
type Row = { kind: string; detail: string };

function readerOf(ownerUrl: string) {
  return {
    idsOf: async (email: string) =>
      (await sql<Ids>(ownerUrl, `select id, uuid::text from "user" where email = $1`, [email]))[0],
    kept: async ({ id, uuid }: Ids) =>
      (await sql<{ kept: Record<string, number> }>(ownerUrl, counts, [uuid, id]))[0]?.kept ?? {},
    history: ({ uuid }: Ids) =>
      sql<Row>(ownerUrl, "select kind, detail::text from audit_event where user_id = $1 order by id", [uuid]),
  };
}

test("an account is deleted after its address was typed, with everything in it but its history, and nobody else’s", async ({
  newPersona,
  newVisitor,
  mailOf,
  urls: { ownerUrl, apiUrl, webUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { idsOf, kept, history } = readerOf(ownerUrl);
  const fill = async (persona: Persona) => {
    const { page, context, email, password } = persona;
    await addTask(page, "Keep me");
    await callApi(persona, `${apiUrl}/v1/tags`, "POST", { name: "home", color: "teal" });
    await addAuthenticator(page);
    await page.goto("/account");
    const ways = page.getByRole("region", { name: "Other ways to sign in" });
    await ways.getByRole("button", { name: "Add a passkey" }).click();
    await expect(ways.getByText("Chrome on Windows")).toBeVisible();
    const wanted = newEmail("Wanted");
    for (const [path, data] of [
      ["request-password-reset", { email }],
      ["change-email", { newEmail: wanted, password }],
    ] as const) {
      const answer = await context.request.post(`${webUrl}/api/auth/${path}`, { headers: { origin: webUrl }, data });
      expect(answer.status(), await answer.text()).toBe(200);
    }
    await mailOf(email).mail(/new password/i);
    await mailOf(wanted).mail(/confirm your new address/i);
    const ids = (await idsOf(email)) ?? { id: "", uuid: "" };
    const rows = await kept(ids);
    expect(rows).toEqual({ task: 1, tag: 1, session: 1, account: 1, passkey: 1, verification: 2 });
    return { ids, rows, told: await history(ids) };
  };
  const [adas, bobs] = [await fill(ada), await fill(bob)];

  const { page } = ada;
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Delete my account" })).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type your email to confirm").fill(bob.email);
  await dialog.getByLabel("Your password", { exact: true }).fill(ada.password);
  await dialog.getByRole("button", { name: "Delete everything" }).click();
  await expect(dialog.getByLabel("Type your email to confirm")).toBeFocused();
  await dialog.getByLabel("Type your email to confirm").fill(ada.email);
  await dialog.getByLabel("Your password", { exact: true }).fill(bob.password);
  await dialog.getByRole("button", { name: "Delete everything" }).click();
  await expect(dialog.getByLabel("Your password", { exact: true })).toHaveAccessibleDescription(
    "This isn’t your password.",
  );
  expect(await kept(adas.ids)).toEqual(adas.rows);

  await dialog.getByLabel("Your password", { exact: true }).fill(ada.password);
  await dialog.getByRole("button", { name: "Delete everything" }).click();
  await expect(page.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
  expect(await idsOf(ada.email)).toBeUndefined();
  expect(Object.values(await kept(adas.ids))).toEqual(Object.values(adas.rows).map(() => 0));
  expect(await kept(bobs.ids)).toEqual(bobs.rows);
  // The history outlives the account, says that it is deleted and nothing of what went with it, and holds no address.
  const told = await history(adas.ids);
  expect(told).toEqual([...adas.told, { kind: "account_deleted", detail: "{}" }]);
  expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["signed_up", "passkey_added"]));
  expect(JSON.stringify(told)).not.toContain("@");
  expect(await history(bobs.ids)).toEqual(bobs.told);

  const later = await newVisitor();
  await signIn(later.page, ada);
  await expect(alertOf(later.page)).toContainText("isn’t right");
  await bob.page.goto("/tasks");
  await expect(taskRow(bob.page, "Keep me")).toBeVisible();
});

test("without scripts, too, an account is deleted after its address and password were typed, and nobody else’s", async ({
  newPersona,
  newVisitor,
  urls: { ownerUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { idsOf } = readerOf(ownerUrl);
  const storageState = await ada.context.storageState();
  const { page } = await newVisitor({ javaScriptEnabled: false, storageState });
  const part = page.getByRole("region", { name: "Delete account" });
  const send = async (email: string) => {
    await page.goto("/account");
    await expect(part.getByRole("button", { name: "Delete my account" })).toBeHidden();
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await part.getByLabel("Type your email to confirm").fill(email);
    await part.getByLabel("Your password", { exact: true }).fill(ada.password);
    await part.getByRole("button", { name: "Delete everything" }).click();
    return answered;
  };
  // The browser of a test shows what stands in `noscript` on the first page only.
  expect(await (await send(bob.email)).text()).toContain("This isn’t the email of your account.");
  expect(await idsOf(ada.email)).toBeDefined();
  await send(ada.email);
  await expect(page.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
  expect(await idsOf(ada.email)).toBeUndefined();
  expect(await idsOf(bob.email)).toBeDefined();
});

const drafts = (page: Page) =>
  page.evaluate(() => Object.values(sessionStorage).filter((text) => /thought/.test(text)));

async function writeDraft(page: Page, apiUrl: string): Promise<void> {
  await follow(page, apiUrl);
  await page.getByLabel("New task").fill("Half a thought");
  await expect.poll(() => drafts(page)).toHaveLength(1);
}

async function deleteAccount(page: Page, { email, password }: Persona): Promise<void> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type your email to confirm").fill(email);
  await dialog.getByLabel("Your password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Delete everything" }).click();
}

test("what was written but not saved goes with the account, in every tab; the drafts of others stay", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const [tab, leaving] = [await ada.context.newPage(), await ada.context.newPage()];
  for (const page of [ada.page, bob.page, tab, leaving]) await writeDraft(page, apiUrl);
  await deleteAccount(leaving, ada);
  await expect(leaving.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
  await expect.poll(() => drafts(leaving)).toEqual([]);
  for (const page of [ada.page, tab]) {
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await expect.poll(() => drafts(page)).toEqual([]);
  }
  expect(await drafts(bob.page)).toHaveLength(1);
});

test("a tab that found out by itself that the session is over lets go of a deleted account’s drafts, also when told late", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const [late, leaving] = [await ada.context.newPage(), await ada.context.newPage()];
  for (const page of [ada.page, bob.page, late]) await writeDraft(page, apiUrl);
  const [deleted, scripts] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await leaving.route("**/account", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const response = await route.fetch({ maxRedirects: 0 });
    await deleted.promise;
    await route.fulfill({ response });
  });
  // It can't listen while it is between two pages.
  await late.route(/\/_next\/static\/.*\.js/, async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await deleteAccount(leaving, ada);
  for (const page of [ada.page, late]) {
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(await drafts(page)).toHaveLength(1);
  }
  deleted.resolve();
  await expect(leaving.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
  await expect.poll(() => drafts(ada.page)).toEqual([]);
  expect(await drafts(late)).toHaveLength(1);
  scripts.resolve();
  await expect.poll(() => drafts(late)).toEqual([]);
  expect(await drafts(bob.page)).toHaveLength(1);
});

test("the page that says goodbye is nobody’s who is signed in: it leads to their tasks, and no other tab is told anything", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  for (const { page, context } of [ada, bob]) {
    await follow(page, apiUrl);
    const other = await context.newPage();
    for (const address of ["/goodbye", "/sign-in?next=%2Fgoodbye"]) {
      await other.goto(address);
      await expect(other).toHaveURL("/tasks");
    }
    await addTask(page, "Still here");
  }
  const visitor = await newVisitor();
  await signIn(visitor.page, ada, "/goodbye");
  await expect(visitor.page).toHaveURL("/tasks");
});
