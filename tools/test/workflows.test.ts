import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../stack/parts.ts";

type Step = { uses?: string; run?: string; with?: Record<string, unknown> };
type Job = { uses?: string; steps?: Step[]; permissions?: Record<string, string>; "timeout-minutes"?: number };
type Workflow = { on: Record<string, unknown>; permissions: unknown; concurrency?: unknown; jobs: Record<string, Job> };

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const files = globSync(".github/workflows/*.yml", { cwd: root }).map((file) => file.replaceAll("\\", "/"));
const workflows = files.map((file) => ({ file, text: read(file), ...(parse(read(file)) as Workflow) }));
const jobs = workflows.flatMap(({ file, jobs }) => Object.entries(jobs).map(([name, job]) => ({ file, name, ...job })));
const { scripts, version } = JSON.parse(read("package.json")) as { scripts: Record<string, string>; version: string };

/** What GitHub's own parser says of a workflow. */
async function complaints(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

test("GitHub's parser complains of what isn't a workflow", async () => {
  const wrong =
    "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - ruin: ls\n        if: nonsense.x\n";
  expect(await complaints("wrong.yml", wrong)).toHaveLength(2);
});

test.each(files)("%s is what GitHub's parser takes for a workflow", async (file) => {
  expect(await complaints(file, read(file))).toEqual([]);
});

test("there are workflows for tests, compose, images, CodeQL and releases", () => {
  const names = files.map((file) => path.basename(file, ".yml"));
  expect(names.sort()).toEqual(["codeql", "compose", "images", "release", "test"]);
});

test.each(workflows)("$file runs nobody else's code but by its hash, and says which version that is", ({ text }) => {
  const used = [...text.matchAll(/^.*\buses:\s*(.+)$/gm)].map(([, what = ""]) => what);
  for (const what of used) {
    expect(what).toMatch(/^(\.\/\.github\/workflows\/[a-z]+\.yml|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  }
});

test("one action has one version in all workflows", () => {
  const pins = new Set(workflows.flatMap(({ text }) => text.match(/[\w-]+\/[\w./-]+@[0-9a-f]{40}.*/g) ?? []));
  expect(new Set([...pins].map((pin) => pin.split("@")[0])).size).toBe(pins.size);
});

test.each(workflows)("$file gives no rights to all its jobs, and takes turns", ({ permissions, concurrency }) => {
  expect(permissions).toEqual({});
  expect(concurrency).toBeDefined();
});

test.each(jobs)("$name of $file has the rights that it names and an end in time", (job) => {
  expect(Object.keys(job.permissions ?? {}).length).toBeGreaterThan(0);
  if (!job.uses) expect(job["timeout-minutes"]).toBeLessThanOrEqual(90);
});

test("only a release may write, and CodeQL its findings", () => {
  const writing = jobs.filter(({ permissions }) => Object.values(permissions ?? {}).includes("write"));
  expect(writing.map(({ file, name }) => `${path.basename(file, ".yml")}: ${name}`).sort()).toEqual([
    "codeql: analyze",
    "release: build",
    "release: publish",
    "release: release",
  ]);
});

test.each(workflows)("$file never runs a stranger's change with our rights", ({ on }) => {
  expect(Object.keys(on)).not.toContain("pull_request_target");
  expect(Object.keys(on)).not.toContain("workflow_run");
});

const steps = jobs.flatMap(({ file, name, steps = [] }) => steps.map((step) => ({ file, name, ...step })));

test("no script has a value of GitHub's put into its text", () => {
  for (const { run = "" } of steps) expect(run).not.toContain("${{");
});

test("no checkout leaves a token behind", () => {
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  expect(checkouts.length).toBeGreaterThan(0);
  for (const one of checkouts) expect(one.with?.["persist-credentials"]).toBe(false);
});

test("every command of ours in a workflow is one of package.json", () => {
  const commands = steps.flatMap(({ run = "" }) =>
    [...run.matchAll(/\bpnpm(?:@\d+)? ([\w:]+)/g)].map(([, name]) => name),
  );
  expect(commands).toContain("test");
  for (const name of commands) expect(Object.keys(scripts)).toContain(name);
});

test("Linux, macOS and Windows run both commands of the README", () => {
  const { strategy, steps = [] } = (
    parse(read(".github/workflows/test.yml")) as { jobs: Record<string, Job & { strategy: unknown }> }
  ).jobs.readme ?? { strategy: {} };
  expect(strategy).toMatchObject({ matrix: { os: ["ubuntu-latest", "macos-latest", "windows-latest"] } });
  for (const command of ["node .ci/dev-answers.mjs", "npx --yes pnpm@12 test"]) {
    expect(steps.filter(({ run }) => run?.includes(command))).toHaveLength(2);
  }
});

test("whatever Dependabot updates waits for a week first, and comes together", () => {
  const { updates } = parse(read(".github/dependabot.yml")) as {
    updates: { "package-ecosystem": string; cooldown?: Record<string, number>; groups?: object }[];
  };
  expect(updates.map((update) => update["package-ecosystem"])).toEqual([
    "npm",
    "github-actions",
    "docker",
    "docker-compose",
  ]);
  for (const { cooldown, groups } of updates) {
    expect(cooldown?.["default-days"]).toBeGreaterThanOrEqual(7);
    expect(Object.keys(groups ?? {})).toHaveLength(1);
  }
});

test.each([
  ["the version of package.json", `v${version}`, 0],
  ["another version", `v${version}1`, 1],
  ["a version without its v", version, 1],
])("a tag with %s: a release %s ends with %i", (_, tag, status) => {
  const script = path.join(root, ".ci/tag-is-version.mjs");
  expect(spawnSync(process.execPath, [script], { env: { ...process.env, GITHUB_REF_NAME: tag } }).status).toBe(status);
});

test.each(["bug", "feature"])("the form of a %s has a name, and a label for each thing it asks", (name) => {
  const form = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as {
    body: { type: string; id?: string; attributes: { label?: string; value?: string } }[];
  };
  expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
  for (const { type, id, attributes } of form.body) {
    if (type === "markdown") expect(attributes.value).toBeTruthy();
    else
      expect({ type, id, label: attributes.label }).toEqual({
        type: expect.stringMatching(/^(textarea|input)$/),
        id: expect.stringMatching(/^[a-z]+$/),
        label: expect.any(String),
      });
  }
});
