import { withClient } from "@claimcheck/database/testing/test-database";
import type { APIRequestContext } from "@playwright/test";
import { expect, type Persona, test } from "../support/fixtures.ts";
import { addTask, taskRow } from "../support/tasks.ts";

async function asCaller(request: APIRequestContext, apiUrl: string, person: Persona) {
  const headers = { authorization: `Bearer ${await person.token()}` };
  return {
    list: async () => (await (await request.get(`${apiUrl}/v1/tasks`, { headers })).json()).items,
    get: (id: string) => request.get(`${apiUrl}/v1/tasks/${id}`, { headers }),
    patch: (id: string, data: object) => request.patch(`${apiUrl}/v1/tasks/${id}`, { headers, data }),
    remove: (id: string) => request.delete(`${apiUrl}/v1/tasks/${id}`, { headers }),
  };
}

test("two people see and touch only their own tasks, in the browser and by every request of theirs", async ({
  newPersona,
  request,
  urls,
}) => {
  const ada = await newPersona("Ada");
  const bob = await newPersona("Bob");
  await addTask(ada.page, "Water Ada's plants");
  await addTask(bob.page, "Fix Bob's bike");

  for (const [person, own, foreign] of [
    [ada, "Water Ada's plants", "Fix Bob's bike"],
    [bob, "Fix Bob's bike", "Water Ada's plants"],
  ] as const) {
    await person.page.reload();
    await expect(taskRow(person.page, own)).toBeVisible();
    await expect(taskRow(person.page, foreign)).toHaveCount(0);
  }

  const callers = {
    ada: await asCaller(request, urls.apiUrl, ada),
    bob: await asCaller(request, urls.apiUrl, bob),
  };
  const [adasTask] = await callers.ada.list();
  const [bobsTask] = await callers.bob.list();
  expect(adasTask.title).toBe("Water Ada's plants");
  expect(bobsTask.title).toBe("Fix Bob's bike");

  for (const [caller, foreign] of [
    [callers.ada, bobsTask],
    [callers.bob, adasTask],
  ] as const) {
    const unknown = "00000000-0000-7000-8000-000000000000";
    for (const id of [foreign.id, unknown]) {
      expect((await caller.get(id)).status()).toBe(404);
      expect((await caller.patch(id, { title: "taken over" })).status()).toBe(404);
      expect((await caller.remove(id)).status()).toBe(404);
    }
    const titles = (await caller.list()).map((task: { title: string }) => task.title);
    expect(titles).not.toContain(foreign.title);
  }
  expect(await (await callers.ada.get(adasTask.id)).json()).toEqual(adasTask);
  expect(await (await callers.bob.get(bobsTask.id)).json()).toEqual(bobsTask);
});

test("a 403 says why, takes the change back and signs nobody out", async ({ newPersona, urls }) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const disable = (banned: boolean) =>
    withClient(urls.ownerUrl, (client) =>
      client.query('update "user" set banned = $1 where email = $2', [banned, ada.email]),
    );
  await disable(true);
  await ada.page.getByLabel("New task").fill("Refused for now");
  await ada.page.getByLabel("New task").press("Enter");
  await expect(ada.page.getByRole("alert").filter({ hasText: "wasn’t added" })).toBeVisible();
  await expect(taskRow(ada.page, "Refused for now")).toHaveCount(0);
  await expect(ada.page).toHaveURL(/\/tasks$/);
  await disable(false);
  await addTask(ada.page, "Accepted again");
  await addTask(bob.page, "Bob's all along");
});
