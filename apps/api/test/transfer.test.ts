import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const csv = { "content-type": "text/csv" };
const upload = async (person: TestPerson, text: string, headers: Record<string, string> = csv) =>
  request(api.url, "POST", "/v1/tasks/import", {
    token: await person.token(),
    body: text,
    headers,
  });

/** Someone with tasks of every kind. */
async function someone() {
  const person = await api.person();
  const tag = async (name: string, color?: string) =>
    (await person.call("POST", "/v1/tags", { name, ...(color && { color }) })).body.id;
  const [home, work] = [await tag("home", "teal"), await tag("Work & “play”", "pink")];
  await tag("unused", "indigo");
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
async function content(person: TestPerson, { colors = true } = {}) {
  const lists = ["/v1/tasks?sort=created&order=asc", "/v1/tasks?deleted=true", "/v1/tags"];
  const [tasks, deleted, tags] = await Promise.all(
    lists.map(async (path) => (await person.call("GET", path)).body.items),
  );
  const plainTag = ({ name, color }: { name: string; color: string }) => (colors ? { name, color } : name);
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
    expect([imported.status, imported.body]).toEqual([200, { tasks: 6, tags: 3 }]);
    expect(await content(bob)).toEqual(await content(ada));
  });

  test("as a table is the same tasks, with tags of the same names", async () => {
    const [ada, bob] = [await someone(), await api.person("Bob")];
    const file = await ada.call("GET", "/v1/tasks/export?format=csv");
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(file.text.startsWith("title,description,status,")).toBe(true);
    expect((await upload(bob, file.text)).body).toEqual({ tasks: 6, tags: 2 });
    const [theirs, his] = [await content(ada, { colors: false }), await content(bob, { colors: false })];
    expect(his.tasks).toEqual(theirs.tasks);
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

test("one bad row: nothing is imported, and every bad row is named with what is wrong", async () => {
  const ada = await api.person("Ada");
  const tasks = [
    { title: "Good" },
    { title: "" },
    { title: "x", status: "open", colour: 1 },
    { title: "x", dueOn: "2026-01-01", dueAt: "2026-01-01T00:00:00Z" },
    { title: "x", completedAt: "2026-01-01T00:00:00Z" },
    { title: "x", tags: ["a,b"] },
  ];
  const { status, body } = await ada.call("POST", "/v1/tasks/import", { tasks });
  expect([status, body.code]).toEqual([422, "import_rejected"]);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    "/body/tasks/1/title",
    "/body/tasks/2/status",
    "/body/tasks/2/colour",
    "/body/tasks/3/dueAt",
    "/body/tasks/4/completedAt",
    "/body/tasks/5/tags/0",
  ]);
  expect((await ada.call("GET", "/v1/tasks")).body.items).toEqual([]);
  expect((await ada.call("GET", "/v1/tags")).body.items).toEqual([]);
});

test.each([
  ["a wrong cell", "title,status\r\nGood,todo\r\nBad,open\r\n", "/body/tasks/1/status"],
  ["an unknown column", "title,owner\r\nx,me\r\n", "/body/tasks/0/owner"],
  ["no title", "status\r\ntodo\r\n", "/body/tasks/0/title"],
  ["an open quote", 'title\r\n"x\r\n', "/body"],
  ["too many cells", "title\r\nx,y\r\n", "/body"],
])("a table with %s is refused as a whole, and says where", async (_case, text, pointer) => {
  const ada = await api.person("Ada");
  const { status, body } = await upload(ada, text);
  expect([status, body.code]).toEqual([422, "import_rejected"]);
  expect(body.errors[0].pointer).toBe(pointer);
  expect((await ada.call("GET", "/v1/tasks")).body.items).toEqual([]);
});

test("a table may have its columns in any order, a mark at its start, and cells left out", async () => {
  const ada = await api.person("Ada");
  expect((await upload(ada, '\ufeffpriority,title,tags\nhigh,First,"a, b"\n,Second,\n')).body).toEqual({
    tasks: 2,
    tags: 2,
  });
  const { items } = (await ada.call("GET", "/v1/tasks?sort=title&order=asc")).body;
  expect(items).toMatchObject([
    {
      title: "First",
      priority: "high",
      tags: [
        { name: "a", color: "gray" },
        { name: "b", color: "red" },
      ],
    },
    { title: "Second", priority: "none", tags: [] },
  ]);
});

test("a tag that is there already, in any case, is taken as it is", async () => {
  const ada = await api.person("Ada");
  const home = (await ada.call("POST", "/v1/tags", { name: "Home", color: "blue" })).body;
  const given = {
    tags: [{ name: "home", color: "red" }],
    tasks: [{ title: "x", tags: ["HOME", "home"] }],
  };
  expect((await ada.call("POST", "/v1/tasks/import", given)).body).toEqual({ tasks: 1, tags: 0 });
  expect((await ada.call("GET", "/v1/tasks")).body.items[0].tags).toEqual([home]);
});

test("up to 5 MiB are taken, on this route only, and a table only here", async () => {
  const ada = await api.person("Ada");
  const tasks = Array.from({ length: 400 }, (_, at) => ({
    title: `Big ${at}`,
    description: "x".repeat(9000),
  }));
  expect((await ada.call("POST", "/v1/tasks/import", { tasks })).status).toBe(200);
  expect((await ada.call("POST", "/v1/tasks/import", { tasks: [...tasks, ...tasks] })).status).toBe(413);
  const token = await ada.token();
  const elsewhere = await request(api.url, "POST", "/v1/tasks", {
    token,
    body: "title\nx\n",
    headers: csv,
  });
  expect(elsewhere.status).toBe(415);
});
