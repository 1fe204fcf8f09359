import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, test } from "vitest";
import { root } from "../../stack/parts.ts";

const base = "node:26-bookworm-slim";
const docker = (...words: string[]) => execFileSync("docker", words, { encoding: "utf8", maxBuffer: 2 ** 28 });
const inspect = (image: string) => JSON.parse(docker("image", "inspect", image))[0];

/** What made each layer of an image and how many bytes it has, the newest first. */
const layers = (image: string) =>
  docker("history", "--no-trunc", "--human=false", "--format", "{{json .}}", image)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { CreatedBy: string; Size: string });

/** Runs a program of ours in an image, as root where it may look everywhere. */
const lookInside = (image: string, program: string, user = "node") =>
  JSON.parse(
    docker("run", "--rm", "--user", user, "--entrypoint", "node", image, "--input-type=module", "--eval", program),
  );

const manifests = ["package.json", ...globSync("{apps,packages}/*/package.json", { cwd: root })].map((file) =>
  JSON.parse(readFileSync(path.join(root, file), "utf8")),
);
const namesOf = (key: "dependencies" | "devDependencies") =>
  new Set(manifests.flatMap((manifest) => Object.keys(manifest[key] ?? {})));

describe.each([
  { image: "claimcheck-web:test", megabytes: 90, serves: true },
  { image: "claimcheck-api:test", megabytes: 60, serves: true },
  { image: "claimcheck-migrate:test", megabytes: 5, serves: false },
])("$image", ({ image, megabytes, serves }) => {
  test("runs as an account that isn't root, in production, by a program that no shell starts", () => {
    const { User, Env, Entrypoint, Cmd } = inspect(image).Config;
    expect(User).toBe("node");
    expect(Env).toContain("NODE_ENV=production");
    expect(Entrypoint).toEqual(["node"]);
    expect(Cmd).toEqual([expect.stringMatching(/^[\w./]+\.m?js$/)]);
  });

  test(`our own layers on top of ${base} have less than ${megabytes} MB`, () => {
    const ours = layers(image).slice(0, -layers(base).length);
    const bytes = ours.reduce((sum, { Size }) => sum + Number(Size), 0);
    console.log(
      `${image}: ${(bytes / 1e6).toFixed(1)} MB of our own, ${(inspect(image).Size / 1e6).toFixed(0)} MB in all`,
    );
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(megabytes * 1e6);
  });

  test("no secret is in its history, its environment or its files", () => {
    const { Env, Labels } = inspect(image).Config;
    const told = JSON.stringify([layers(image), Env, Labels]);
    expect(told).not.toMatch(/(SECRETS?|PASSWORD|TOKEN|_URL)=|postgres:\/\//);
    const found = lookInside(
      image,
      `import { execFileSync, spawnSync } from "node:child_process";
       const { stdout } = spawnSync("grep", ["-rlF", ${JSON.stringify(inject("canary"))}, "/app", "/home", "/tmp", "/root"], { encoding: "utf8" });
       console.log(JSON.stringify(stdout.split("\\n").filter(Boolean)));`,
      "root",
    );
    expect(found).toEqual([]);
  });

  test("holds no dev dependency, no source and nothing that its account may change", () => {
    const { packages, sources, own } = lookInside(
      image,
      `import { readdirSync, readFileSync, accessSync, constants } from "node:fs";
       const files = readdirSync("/app", { recursive: true }).map((file) => "/app/" + file);
       const writable = (file) => { try { accessSync(file, constants.W_OK); return true } catch { return false } };
       console.log(JSON.stringify({
         packages: files.filter((file) => /node_modules.*\\/package\\.json$/.test(file))
           .map((file) => JSON.parse(readFileSync(file, "utf8")).name),
         sources: files.filter((file) => /\\.tsx?$/.test(file)),
         own: files.filter(writable),
       }));`,
    );
    // Fastify's own validation is what our tests take, too.
    const neededToo = namesOf("dependencies").add("ajv").add("ajv-formats");
    const forDevelopment = [...namesOf("devDependencies")].filter((name) => !neededToo.has(name));
    expect(forDevelopment).toContain("typescript");
    expect(packages.filter((name: string) => forDevelopment.includes(name))).toEqual([]);
    expect(packages.filter((name: string) => /^(sharp$|@img\/|@claimcheck\/)/.test(name))).toEqual([]);
    expect(sources).toEqual([]);
    expect(own).toEqual([]);
  });

  test(serves ? "says by itself whether it is healthy" : "has no health to ask for", () => {
    const { Healthcheck } = inspect(image).Config;
    if (serves) expect(Healthcheck.Test.slice(0, 2)).toEqual(["CMD", "node"]);
    else expect(Healthcheck).toBeUndefined();
  });
});

test("every package that the API may ever load is in its image", () => {
  const names = Object.keys(manifests.find(({ name }) => name === "@claimcheck/api").dependencies);
  const npm = names.filter((name) => !name.startsWith("@claimcheck/"));
  const loaded = lookInside(
    "claimcheck-api:test",
    `const loaded = []; for (const name of ${JSON.stringify(npm)}) { await import(name); loaded.push(name); } console.log(JSON.stringify(loaded));`,
  );
  expect(loaded).toEqual(npm);
});
