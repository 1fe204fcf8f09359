import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { twoPeople } from "./support/two-people.ts";

/* Tables as spreadsheets of all kinds write them. */

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const upload = async (person: TestPerson, body: string | Buffer, type = "text/csv") =>
  request(api.url, "POST", "/v1/tasks/import", {
    token: await person.token(),
    body,
    headers: { "content-type": type },
  });
const tasksOf = async (person: TestPerson) =>
  (await person.call("GET", "/v1/tasks?sort=title&order=asc")).body.items.map(
    ({ title, status, tags }: { title: string; status: string; tags: { name: string }[] }) =>
      [title, status, ...tags.map(({ name }) => name)].join("|"),
  );

describe("empty rows, cells and columns are skipped", () => {
  test.each([
    ["lines without anything", "title,status\r\n\r\nA,todo\r\n\r\n\r\nB,done\r\n\r\n"],
    ["rows of delimiters only", "title,status\r\n,\r\nA,todo\r\n,\r\nB,done\r\n,\r\n"],
    ["rows of quoted empty cells", 'title,status\n"",""\nA,todo\n" ",\nB,done\n'],
    ["rows of blanks, with fewer or more cells", "title,status\n  \nA,todo\n, ,\t,\nB,done\n,,,,\n"],
    ["rows before the header", ",\n\n,\ntitle,status\nA,todo\nB,done\n"],
    ["columns after the last one", "title,status,,\nA,todo,,\nB,done, ,\n"],
    ["blanks around cells", " title , status \n A , todo \n B,done \n"],
    ["lines that end in CR", "title,status\r\rA,todo\r,\rB,done\r"],
  ])("%s", async (_case, text) => {
    const { ada, bob } = await twoPeople(api);
    expect((await upload(ada, text)).body).toEqual({ tasks: 2, tags: 0 });
    expect(await tasksOf(ada)).toEqual(["A|todo", "B|done"]);
    expect(await tasksOf(bob)).toEqual([]);
  });

  test("a wrong row is still found: its line in the table is named", async () => {
    const { ada } = await twoPeople(api);
    const text = 'title,status\n\n,\n"Two\nlines",todo\n,\nB,open\n,doing\n';
    expect((await upload(ada, text)).body.errors).toEqual([
      { pointer: "/body/tasks/1/status", detail: "must be one of todo, doing, done (line 7)" },
      { pointer: "/body/tasks/2/title", detail: expect.stringMatching(/ \(line 8\)$/) },
    ]);
    expect(await tasksOf(ada)).toEqual([]);
  });

  test("though rows without anything don't count, there are at most 10,000 tasks", async () => {
    const { ada } = await twoPeople(api);
    const text = `title,status\n${",\nx,\n".repeat(10_002)}`;
    expect((await upload(ada, text)).body.errors).toEqual([
      { pointer: "/body/tasks", detail: "must be at most 10,000 tasks" },
    ]);
  });
});

test.each([
  ["commas", ","],
  ["semicolons", ";"],
  ["tabs", "\t"],
])("cells may have %s between them, and the other delimiters in them", async (_name, delimiter) => {
  const { ada } = await twoPeople(api);
  const rows = [
    ["title", "tags", "status"],
    ['"a; b, c\td"', '"home:green,work"', "done"],
    ["", "", ""],
    [`"""q""${delimiter}and"`, "", "todo"],
  ];
  const text = rows.map((row) => row.join(delimiter)).join("\r\n");
  expect((await upload(ada, text)).body).toEqual({ tasks: 2, tags: 2 });
  expect(await tasksOf(ada)).toEqual([`"q"${delimiter}and|todo`, "a; b, c\td|done|home|work"]);
});

test("names of columns are read in any case, with blanks or quotes around them", async () => {
  const { ada } = await twoPeople(api);
  expect((await upload(ada, ' TITLE ;"Status";DUEON; Tags\nA;done;2026-12-24;x\n')).body).toEqual({
    tasks: 1,
    tags: 1,
  });
  expect((await ada.call("GET", "/v1/tasks")).body.items).toMatchObject([
    { title: "A", status: "done", dueOn: "2026-12-24", tags: [{ name: "x" }] },
  ]);
});

describe("the encoding of a table is found out", () => {
  const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();
  const table = "title,tags\nMüßig – “5 €”,Büro\n";
  // The dash, the quotes and the euro are where Windows-1252 and Latin-1 differ.
  const windows = Buffer.from(
    table.replace("–", "\x96").replace("“", "\x93").replace("”", "\x94").replace("€", "\x80"),
    "latin1",
  );
  test.each([
    ["UTF-8", Buffer.from(table)],
    ["UTF-8 with a byte-order mark", Buffer.from(`\ufeff${table}`)],
    ["UTF-16LE with a byte-order mark", Buffer.from(`\ufeff${table}`, "utf16le")],
    ["UTF-16LE", Buffer.from(table, "utf16le")],
    ["UTF-16BE with a byte-order mark", bigEndian(`\ufeff${table}`)],
    ["UTF-16BE", bigEndian(table)],
    ["Windows-1252", windows],
    ["an encoding that the header names", Buffer.from(table.replace(" – “5 €”", ""), "latin1"), "ISO-8859-15"],
    ["UTF-16, though the header says otherwise", Buffer.from(`\ufeff${table}`, "utf16le"), "utf-8"],
  ])("%s", async (_name, bytes, charset = "") => {
    const { ada, bob } = await twoPeople(api);
    const type = charset ? `text/csv; charset=${charset}` : "text/csv";
    expect((await upload(ada, bytes, type)).body).toEqual({ tasks: 1, tags: 1 });
    expect(await tasksOf(ada)).toEqual([charset === "ISO-8859-15" ? "Müßig|todo|Büro" : "Müßig – “5 €”|todo|Büro"]);
    expect(await tasksOf(bob)).toEqual([]);
  });

  test.each([
    ["UTF-16 that ends in half a character", Buffer.from([0xff, 0xfe, 0x74]), "text/csv", 400, "UTF-16LE"],
    [
      "UTF-8 with a mark, but with other bytes",
      Buffer.from("\xef\xbb\xbftitle\n\xe4", "latin1"),
      "text/csv",
      400,
      "UTF-8",
    ],
    ["no UTF-8, though the header says so", windows, "text/csv; charset=utf-8", 400, "UTF-8"],
    ["an encoding that doesn't exist", windows, "text/csv; charset=utf-9", 415, "charset"],
  ])("%s is refused", async (_name, bytes, type, status, named) => {
    const { ada } = await twoPeople(api);
    const answer = await upload(ada, bytes, type);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(named)]);
    expect(await tasksOf(ada)).toEqual([]);
  });

  test("what is no text at all is told the columns that there are", async () => {
    const { ada } = await twoPeople(api);
    const { status, body } = await upload(ada, Buffer.from("PK\x03\x04\x14\0\x06\0\x08\0\xff\n\0", "latin1"));
    expect([status, body.errors]).toEqual([
      422,
      [{ pointer: "/body", detail: expect.stringMatching(/^no column is named .*the columns are title, /) }],
    ]);
  });
});

test("an exported table begins with a byte-order mark, so that spreadsheets read it as UTF-8", async () => {
  const { ada, task } = await twoPeople(api);
  await task(ada, { title: "Müßig" });
  const response = await fetch(`${api.url}/v1/tasks/export?format=csv`, {
    headers: { authorization: `Bearer ${await ada.token()}` },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.toString("utf8", 0, 14)).toBe("\ufefftitle,descr");
  // Once only, and where a spreadsheet saves it with semicolons or as UTF-16, it is taken back.
  expect(bytes.lastIndexOf("\ufeff")).toBe(0);
  const saved = bytes
    .toString()
    .replaceAll('","', '";"')
    .replace(/^.*$/m, (header) => header.replaceAll(",", ";"));
  for (const again of [bytes, Buffer.from(saved), Buffer.from(saved, "utf16le")])
    expect((await upload(ada, again)).body).toEqual({ tasks: 1, tags: 0 });
  expect(await tasksOf(ada)).toEqual(Array(4).fill("Müßig|todo"));
});
