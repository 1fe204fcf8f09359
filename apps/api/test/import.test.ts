import { afterAll, beforeAll, expect, test } from "vitest";
import { readTable } from "../src/tasks/csv.ts";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const csv = { "content-type": "text/csv" };
const upload = async (person: TestPerson, text: string) =>
  request(api.url, "POST", "/v1/tasks/import", { token: await person.token(), body: text, headers: csv });
const json = (person: TestPerson, body: unknown) => person.call("POST", "/v1/tasks/import", body);

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
  const { status, body } = await json(ada, { tasks });
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
  ["no title", "status\r\ntodo\r\n", "/body/tasks/0/title"],
  ["an open quote", 'title\r\n"x\r\n', "/body"],
  ["too many cells", "title\r\nx,y\r\n", "/body"],
  ["a task that has but tags, not in the last line", "title,tags\r\n,home\r\nx,\r\n", "/body/tasks/0/title"],
])("a table with %s is refused as a whole, and says where", async (_case, text, pointer) => {
  const ada = await api.person("Ada");
  const { status, body } = await upload(ada, text);
  expect([status, body.code]).toEqual([422, "import_rejected"]);
  expect(body.errors[0].pointer).toBe(pointer);
  expect((await ada.call("GET", "/v1/tasks")).body.items).toEqual([]);
});

const theColumns =
  "the columns are title, description, status, priority, dueOn, dueAt, tags, completedAt, deletedAt, createdAt, " +
  "updatedAt, separated by commas, semicolons or tabs";

test.each([
  ["unknown, though its cells are empty", "title,owner\r\nx,\r\n", `no column is named "owner"; ${theColumns}`],
  ["without a name, but not empty", "title,\r\nx,\r\ny,z\r\n", `column 2 has no name in the header; ${theColumns}`],
  ["there twice", "title,status,title\r\nx,todo,y\r\n", 'the table has a column twice: "title"'],
  ["there twice in another case", "title, Title \r\nx,y\r\n", 'the table has a column twice: "Title"'],
])("a column that is %s is refused by its name", async (_case, text, detail) => {
  const { status, body } = await upload(await api.person(), text);
  expect([status, body.code, body.errors]).toEqual([422, "import_rejected", [{ pointer: "/body", detail }]]);
});

test("JSON isn't taken for a table, whatever its keys are", async () => {
  const { status, body } = await json(await api.person(), { csv: "title\nx\n" });
  expect([status, body.errors.at(-1).pointer]).toEqual([422, "/body/csv"]);
});

test("no more rows are read than can be taken, and what is longer is refused for that alone", async () => {
  const ada = await api.person("Ada");
  const rows = 50_000;
  expect(readTable(`title\n${"x\n".repeat(rows)}`).tasks).toHaveLength(10_002);
  const tooMany = { errors: [{ pointer: "/body/tasks", detail: "must be at most 10,000 tasks" }] };
  expect((await upload(ada, `title\n${"x\n".repeat(rows)}`)).body).toMatchObject(tooMany);
  expect((await json(ada, { tasks: Array.from({ length: 15_000 }, () => ({})) })).body).toMatchObject(tooMany);
  const { body } = await json(ada, { tasks: [], tags: Array.from({ length: 201 }, () => ({})) });
  expect(body.errors).toEqual([{ pointer: "/body/tags", detail: "must be at most 200 tags" }]);
});

test("the first 1,000 bad rows are told, of each only the first three reasons, and of a name only its start", async () => {
  const ada = await api.person("Ada");
  const wide = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}${"k".repeat(100)}`, 1]));
  const bad = { title: "", status: "x", priority: "x", dueOn: "x", tags: Array(20).fill("") };
  const { status, body } = await json(ada, { tasks: [bad, wide, ...Array(1000).fill({ status: 1 })] });
  expect([status, body.code]).toEqual([422, "import_rejected"]);
  const rows = body.errors.map(({ pointer }: { pointer: string }) => pointer.split("/")[3]);
  expect(new Set(rows).size).toBe(1000);
  expect(rows.filter((row: string) => row === "0")).toHaveLength(3);
  expect(rows.filter((row: string) => row === "1")).toHaveLength(3);
  for (const { pointer } of body.errors) expect(pointer.length).toBeLessThan(70);
});

test("in a table a tag may have its colour, and the last line tags of no task", async () => {
  const ada = await api.person("Ada");
  const text = 'title,tags\nFirst,"home: teal, a:b:pink ,plain"\n,"later:gray, soon"\n';
  expect((await upload(ada, text)).body).toEqual({ tasks: 1, tags: 5 });
  const { items } = (await ada.call("GET", "/v1/tags")).body;
  const seen = items.map(({ name, color, taskCount }: Record<string, unknown>) => [name, color, taskCount]);
  expect(seen).toMatchObject([
    ["a:b", "pink", 1],
    ["home", "teal", 1],
    ["later", "gray", 0],
    ["plain", expect.any(String), 1],
    ["soon", expect.any(String), 0],
  ]);
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
