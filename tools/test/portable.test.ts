import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../stack/parts.ts";

const scripts = globSync(["package.json", "{apps,packages}/*/package.json", "{e2e,tools}/package.json"], { cwd: root })
  .map((file) => path.dirname(file).replaceAll("\\", "/"))
  .flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    return Object.entries<string>(manifest.scripts ?? {}).map(([name, command]) => ({ folder, name, command }));
  });

test.each(scripts)("$folder: `pnpm $name` means the same in every shell, and needs none", ({ folder, command }) => {
  // cmd and sh agree on words and on `&&`.
  expect(command).toMatch(/^[\w@./:=-]+( (&& )?[\w@./:=-]+)*$/);
  for (const [program = ""] of command.split(" && ").map((part) => part.split(" "))) {
    const places = [folder, "."].map((place) => path.join(root, place, "node_modules", ".bin", program));
    expect(program === "node" || places.some((place) => existsSync(place)), program).toBe(true);
  }
});

/** What git holds and what it thinks of it; see `git ls-files --eol`. */
const tracked = execFileSync("git", ["ls-files", "--eol"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter(Boolean)
  .map((line) => {
    const [facts = "", file = ""] = line.split("\t");
    const [held = "", , ...attributes] = facts.trim().split(/\s+/);
    return { file, held, attributes: attributes.join(" ") };
  });

test("every text has the same line ends on every system, and what isn't text is named in .gitattributes", () => {
  expect(tracked.length).toBeGreaterThan(500);
  for (const { file, held, attributes } of tracked) {
    if (held === "i/-text") expect(attributes, file).toBe("attr/-text");
    else expect([held, attributes], file).toEqual([expect.stringMatching(/^i\/(lf|none)$/), "attr/text=auto eol=lf"]);
  }
});

test("every name can be written on Windows, and none differs from another by its capitals only", () => {
  for (const { file } of tracked) {
    expect(file).not.toMatch(/[<>:"|?*\\]|[. ](\/|$)|(^|\/)(con|prn|aux|nul|com\d|lpt\d)(\.|\/|$)/i);
  }
  expect(new Set(tracked.map(({ file }) => file.toLowerCase())).size).toBe(tracked.length);
});

test("packages are checked against the Node that runs the commands, whichever Node starts pnpm", () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const { nodeVersion } = parse(readFileSync(path.join(root, "pnpm-workspace.yaml"), "utf8"));
  expect(nodeVersion).toBe(devDependencies.node);
});
