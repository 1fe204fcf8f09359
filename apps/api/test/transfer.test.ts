import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const csv = { "content-type": "text/csv" };
const upload = async (person: TestPerson, text: string) =>
  request(api.url, "POST", "/v1/tasks/import", { token: await person.token(), body: text, headers: csv });

/** Someone with tasks of every kind. */
async function someone() {
  const person = await api.person();
  const tag = async (name: string, color?: string) =>
    (await person.call("POST", "/v1/tags", { name, ...(color && { color }) })).body.id;
  const [home, work] = [await tag("home", "teal"), await tag("Work & “play”:red", "pink")];
  for (const unused of ["unused", "=1+1"]) await tag(unused, "indigo");
  const tasks = [
    {
      title: "=HYPERLINK(1)",
      description: 'Line one\r\nline "two", and\n\ta third',
      tags: [home, work],
    },
    { title: "'=quoted", description: "'-", tags: [home] },
    { title: "  trimmed  ", dueOn: "2026-12-24", priority: "urgent" },
    { title: "Ünïcödé 👩‍👩‍👧", dueAt: "2026-12-24T20:00:00+02:00", status: "doing" },
    { title: "Done", status: "done", description: "# Markdown\n- a\n- b" },
    { title: "Deleted" },
  ];
  for (const task of tasks) {
    const made = await person.call("POST", "/v1/tasks", task);
    expect(made.status).toBe(201);
    if (task.title === "Deleted") await person.call("DELETE", `/v1/tasks/${made.body.id}`);
  }
  return person;
}

/** All that somebody has, but for what is new in another account. */
async function content(person: TestPerson) {
  const lists = ["/v1/tasks?sort=created&order=asc", "/v1/tasks?deleted=true", "/v1/tags"];
  const [tasks, deleted, tags] = await Promise.all(
    lists.map(async (path) => (await person.call("GET", path)).body.items),
  );
  const plainTag = ({ name, color }: { name: string; color: string }) => ({ name, color });
  const plainTask = ({ id: _id, version: _version, tags, ...task }: { id: string; version: number; tags: [] }) => ({
    ...task,
    tags: tags.map(plainTag),
  });
  return { tasks: [...tasks, ...deleted].map(plainTask), tags: tags.map(plainTag) };
}

describe("what was exported and imported into an empty account", () => {
  test("as JSON is the same tasks and tags", async () => {
    const [ada, bob] = [await someone(), await api.person("Bob")];
    const file = await ada.call("GET", "/v1/tasks/export");
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="tasks.json"');
    const imported = await bob.call("POST", "/v1/tasks/import", file.body);
    expect([imported.status, imported.body]).toEqual([200, { tasks: 6, tags: 4 }]);
    expect(await content(bob)).toEqual(await content(ada));
  });

  test("as a table is the same tasks and tags", async () => {
    const [ada, bob] = [await someone(), await api.person("Bob")];
    const file = await ada.call("GET", "/v1/tasks/export?format=csv");
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(file.text.startsWith("title,description,status,")).toBe(true);
    expect((await upload(bob, file.text)).body).toEqual({ tasks: 6, tags: 4 });
    expect(await content(bob)).toEqual(await content(ada));
    expect((await bob.call("GET", "/v1/tasks/export?format=csv")).text).toBe(file.text);
  });

  test("many pages of it arrive whole", async () => {
    const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
    const tasks = Array.from({ length: 1203 }, (_, at) => ({
      title: `Row ${at}`,
      tags: [`tag ${at % 7}`],
    }));
    expect((await ada.call("POST", "/v1/tasks/import", { tasks })).body).toEqual({
      tasks: 1203,
      tags: 7,
    });
    const file = await ada.call("GET", "/v1/tasks/export");
    expect(file.body.tasks.map(({ title }: { title: string }) => title)).toEqual(tasks.map(({ title }) => title));
    expect((await bob.call("POST", "/v1/tasks/import", file.body)).body).toEqual({
      tasks: 1203,
      tags: 7,
    });
  });
});

test("the Accept header chooses the form, and format= before it", async () => {
  const ada = await api.person("Ada");
  const ask = async (accept: string, query = "") =>
    (
      await request(api.url, "GET", `/v1/tasks/export${query}`, {
        token: await ada.token(),
        headers: { accept },
      })
    ).headers.get("content-type");
  expect(await ask("text/csv")).toBe("text/csv; charset=utf-8");
  expect(await ask("*/*")).toBe("application/json; charset=utf-8");
  expect(await ask("text/csv, */*", "?format=json")).toBe("application/json; charset=utf-8");
});

test("a cell that a spreadsheet would run as a formula is kept from it, and comes back as it was", async () => {
  const ada = await someone();
  const { text } = await ada.call("GET", "/v1/tasks/export?format=csv");
  expect(text).toContain(`"'=HYPERLINK(1)"`);
  expect(text).not.toMatch(/(^|,|")[=+@-][A-Z]/m);
});
