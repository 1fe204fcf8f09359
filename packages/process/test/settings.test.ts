import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import * as field from "../src/fields.ts";
import { refusedSettings } from "../src/refused.ts";
import { optional, readSettings, SettingsError } from "../src/settings.ts";

const shape = {
  ORIGIN: field.origin({ about: "", fallback: "http://localhost:3000" }),
  PORT: field.port({ about: "" }),
  INNER_URL: field.internalUrl({
    about: "",
    fallback: { text: "", derive: (setting) => `${setting("ORIGIN")}/inner` },
  }),
  HEADER: optional(field.headerName({ about: "" })),
};

const linesOf = (env: Record<string, string>) => {
  try {
    readSettings(shape, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.lines;
    throw error;
  }
  return [];
};

test("settings are read, checked, derived from others, and can't be changed afterwards", () => {
  const settings = readSettings(shape, { PORT: "8000", ORIGIN: "https://app.example", OTHER: "x" });
  expect(settings).toEqual({
    ORIGIN: "https://app.example",
    PORT: 8000,
    INNER_URL: "https://app.example/inner",
    HEADER: undefined,
  });
  expect(Object.isFrozen(settings)).toBe(true);
});

test("blank counts as unset, and spaces around a value don't matter", () => {
  const settings = readSettings(shape, { PORT: " 8000 ", ORIGIN: "  ", HEADER: "" });
  expect(settings).toMatchObject({
    ORIGIN: "http://localhost:3000",
    PORT: 8000,
    HEADER: undefined,
  });
});

test("every wrong setting gets one line with its name and the mend, and never its value", () => {
  const lines = linesOf({ ORIGIN: "http://hidden.example", HEADER: "hid den" });
  expect(lines).toEqual([
    "ORIGIN is wrong: http is only safe on localhost; set it to an https origin without path (http only on localhost).",
    "PORT is missing: set it to a port from 1 to 65535.",
    "HEADER is wrong: it is no header name; set it to a header name, such as x-real-ip.",
  ]);
});

test.each(Object.keys(refusedSettings))("%s is refused with what to do instead", (name) => {
  expect(linesOf({ PORT: "8000", [name]: "hidden" })).toEqual([`${name} isn't taken: ${refusedSettings[name]}`]);
});

test("a setting derived from a wrong one gets no line of its own", () => {
  const lines = linesOf({ PORT: "8000", ORIGIN: "ftp://hidden.example" });
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["ORIGIN"]);
});

function fileWith(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "setting"), text);
  return path.join(folder, "setting");
}

test("a setting may stand in a file that NAME_FILE names, with a line's end after it", () => {
  const settings = readSettings(shape, {
    PORT_FILE: fileWith("8000\n"),
    ORIGIN_FILE: fileWith("https://app.example\n"),
  });
  expect(settings).toMatchObject({ PORT: 8000, INNER_URL: "https://app.example/inner" });
});

test("a setting that is given both ways is refused, as is a file that can't be read or is empty", () => {
  expect(linesOf({ PORT: "8000", PORT_FILE: fileWith("8001") })).toEqual([
    "PORT is given twice: remove it or PORT_FILE.",
  ]);
  expect(linesOf({ PORT_FILE: "/nowhere/hidden" })).toEqual([
    "PORT_FILE is wrong: it can't be read (ENOENT); set it to the path of a file with the setting.",
  ]);
  expect(linesOf({ PORT_FILE: fileWith(" \n") })).toEqual([
    "PORT_FILE is wrong: the file is empty; write the setting into it.",
  ]);
});

test("a wrong setting of a file is refused by its name, and never shown", () => {
  const lines = linesOf({ PORT_FILE: fileWith("hidden") });
  expect(lines).toEqual(["PORT is wrong: it is no number; set it to a port from 1 to 65535."]);
});
