import { signIn } from "../support/enter.ts";
import { expect, type Persona, test } from "../support/fixtures.ts";
import { expectAccessible, expectNothingCut } from "../support/guards.ts";
import { sql } from "../support/sql.ts";
import { addTask, callApi, follow, taskRow, titles } from "../support/tasks.ts";

/** A task is completed and one is added without a network, and when it is back the session has ended and the token, too. */
async function comeBackSignedOut({ page, context, email }: Persona, { apiUrl, ownerUrl }: Record<string, string>) {
  await addTask(page, "To complete");
  await follow(page, apiUrl ?? "");
  await context.setOffline(true);
  await taskRow(page, "To complete").getByRole("checkbox").click();
  await page.getByLabel("New task").fill("Added offline");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByText("2 changes wait and are sent when you’re back.")).toBeVisible();
  await sql(ownerUrl ?? "", `delete from session where user_id = (select id from "user" where email = $1)`, [email]);
  // As it answers to a token that has run out meanwhile.
  let runOut = true;
  await page.route(`${apiUrl}/**`, (route) =>
    runOut
      ? route.fulfill({ status: 401, json: {}, headers: { "access-control-allow-origin": "*" } })
      : route.fallback(),
  );
  await context.setOffline(false);
  await expect(page.getByText("2 changes wait here and are sent when you sign in again.")).toBeVisible();
  await expect(page).toHaveURL("/tasks");
  await expectAccessible(page);
  await expectNothingCut(page);
  runOut = false;
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Sign in in a new tab" }).click();
  return opened;
}

const rowsOf = (ownerUrl: string, { email }: Persona) =>
  sql<{ title: string; status: string }>(
    ownerUrl,
    `select title, status from task where user_id = (select uuid from "user" where email = $1) order by created_at`,
    [email],
  );

test("changes that wait when their person was signed out elsewhere are sent once, in order, after they sign in again in another tab", async ({
  newPersona,
  urls,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const other = await comeBackSignedOut(ada, urls);
  const sent: string[] = [];
  page.on("request", (request) => {
    const method = request.method();
    if (["POST", "PATCH"].includes(method) && request.url().startsWith(urls.apiUrl)) sent.push(method);
  });
  await signIn(other, ada);
  await expect(other).toHaveURL("/tasks");

  await expect(page.getByText(/You were signed out|Waiting for the network/)).toHaveCount(0);
  await expect
    .poll(() => rowsOf(urls.ownerUrl, ada))
    .toEqual([
      { title: "To complete", status: "done" },
      { title: "Added offline", status: "todo" },
    ]);
  await expect(titles(page)).toHaveText(["Added offline"]);
  expect(sent).toEqual(["PATCH", "POST"]);
  expect(await rowsOf(urls.ownerUrl, bob)).toEqual([]);
});

test("changes that wait when their person was signed out are dropped when somebody else signs in, and become nobody’s", async ({
  newPersona,
  urls,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await addTask(bob.page, "Bob's");
  const { page } = ada;
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  const other = await comeBackSignedOut(ada, urls);
  await signIn(other, bob);
  await expect(other).toHaveURL("/tasks");

  await expect(titles(page)).toHaveText(["Bob's"]);
  await expect(page).toHaveURL("/tasks");
  await expect(page.getByText(/To complete|Added offline|You were signed out/)).toHaveCount(0);
  expect(asked).toEqual([]);
  expect(await rowsOf(urls.ownerUrl, ada)).toEqual([{ title: "To complete", status: "todo" }]);
  expect(await rowsOf(urls.ownerUrl, bob)).toEqual([{ title: "Bob's", status: "todo" }]);
});

test("signing out all other devices refuses their next API request at once, and their open pages say so", async ({
  newPersona,
  newVisitor,
  request,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const laptop = await newVisitor();
  await signIn(laptop.page, ada);
  await expect(laptop.page).toHaveURL("/tasks");
  await follow(laptop.page, apiUrl);
  const { token } = await (await laptop.page.request.get("/api/auth/token")).json();
  const ask = async (bearer: string) => {
    const headers = { authorization: `Bearer ${bearer}` };
    const answer = await request.get(`${apiUrl}/v1/tasks`, { headers });
    return [answer.status(), (await answer.json()).code];
  };
  expect(await ask(token)).toEqual([200, undefined]);

  await ada.page.goto("/account");
  const sessions = ada.page.getByRole("region", { name: "Sessions", exact: true });
  await sessions.getByRole("button", { name: "Sign out all other devices" }).click();
  await expect(sessions.getByRole("status").filter({ hasText: "All other sessions have ended." })).toBeVisible();
  expect(await ask(token)).toEqual([401, "session_ended"]);
  for (const person of [ada, bob]) expect(await ask(await person.token())).toEqual([200, undefined]);

  await expect(laptop.page).toHaveURL("/sign-in?next=%2Ftasks&done=session");
  await expect(laptop.page.getByRole("status").filter({ hasText: "You were signed out" })).toBeVisible();
  await laptop.page.getByLabel("Email").fill(ada.email);
  await laptop.page.getByLabel("Password", { exact: true }).fill(ada.password);
  await laptop.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(laptop.page).toHaveURL("/tasks");
});

test("a new password leaves the other tabs of its browser signed in, though the session is another one", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const tab = await ada.context.newPage();
  await follow(tab, apiUrl);
  const { page } = ada;
  await page.goto("/account");
  const section = page.getByRole("region", { name: "Password" });
  await section.getByLabel("Current password", { exact: true }).fill(ada.password);
  await section.getByLabel("New password", { exact: true }).fill("quite another few words");
  await section.getByRole("button", { name: "Change password" }).click();
  await expect(section.getByRole("status")).toContainText("All other devices are signed out");
  // The tab's token names the session before: where it is refused, a new one is fetched, and nothing is lost.
  await tab.getByLabel("New task").fill("After the change");
  await tab.getByLabel("New task").press("Enter");
  await expect.poll(async () => (await callApi(ada, `${apiUrl}/v1/tasks`)).items).toHaveLength(1);
  await expect(titles(tab)).toHaveText(["After the change"]);
  await expect(tab).toHaveURL("/tasks");
  expect((await callApi(ada, `${apiUrl}/v1/tasks`)).items).toMatchObject([{ title: "After the change" }]);
  expect((await callApi(bob, `${apiUrl}/v1/tasks`)).items).toEqual([]);
});

test("who leaves while a change is on its way is asked first, and nobody is once it has arrived", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tasks`, async (route) => {
    if (route.request().method() === "POST") await held;
    await route.fallback();
  });
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.dismiss();
  });
  await follow(page, apiUrl);
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url() === `${apiUrl}/v1/tasks`);
  await page.getByLabel("New task").fill("On its way");
  await page.getByLabel("New task").press("Enter");
  await sent;
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  letGo();
  await expect(page.getByRole("status").filter({ hasText: "Added “On its way”" })).toHaveCount(1);
  expect((await callApi(ada, `${apiUrl}/v1/tasks`)).items).toMatchObject([{ title: "On its way" }]);
  const closed = page.waitForEvent("close");
  await page.close({ runBeforeUnload: true });
  await closed;
  expect(asked).toEqual(["beforeunload"]);
  expect((await callApi(bob, `${apiUrl}/v1/tasks`)).items).toEqual([]);
});
