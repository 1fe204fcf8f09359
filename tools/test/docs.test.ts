import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { shortcuts } from "../../apps/web/src/features/shortcuts/shortcuts.ts";
import { root } from "../stack/parts.ts";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const pages = ["README.md", "AGENTS.md", ...globSync("{.github,docs,packages/*}/**/*.md", { cwd: root })]
  .filter((page) => !page.includes("node_modules"))
  .map((page) => page.replaceAll("\\", "/"));

/** The anchors of a page, made from its headings as code hosts do. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

const links = pages.flatMap((page) =>
  [...read(page).matchAll(/\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g)]
    .map(([, text = "", target = ""]) => ({ page, text, target }))
    .filter(({ target }) => !/^(https?:|mailto:)/.test(target)),
);

test("there are pages and links to check", () => {
  expect(pages).toContain("docs/security.md");
  expect(links.length).toBeGreaterThan(80);
});

test.each(links)("$page leads to $target", ({ page, target }) => {
  const [file = "", anchor] = target.split("#");
  const found = file === "" ? page : path.join(path.dirname(page), file);
  expect(existsSync(path.join(root, found))).toBe(true);
  if (anchor) expect(anchors(read(found))).toContain(anchor);
});

const proofs = links.filter(({ target, text }) => /\.(test|spec)\.ts$/.test(target) && text !== path.basename(target));
test.each(proofs)("the proof of $page is a test: $text", ({ page, text, target }) => {
  const source = read(path.join(path.dirname(page), target));
  // The first argument of a call whose second is a function; a word in a table of cases follows no parenthesis.
  const call = /(?<!describe)\(\s*(["'`])(.+)\1,\s*(?:async\s*)?\(/g;
  expect([...source.matchAll(call)].map(([, , title]) => title)).toContain(text);
});

test("docs/web-app.md has every shortcut, in the order of their table", () => {
  const rows = shortcuts.map(
    ({ keys, label, group }) => `| ${keys.map((key) => `\`${key}\``).join(", ")} | ${label} | ${group} |`,
  );
  expect(read("docs/web-app.md")).toContain(`| --- | --- | --- |\n${rows.join("\n")}\n\n`);
});

/** What stands below a heading of the troubleshooting page; headings right above each other share it. */
function below(symptom: string): string {
  const plain = read("docs/troubleshooting.md").replace(/^### .+$/gm, (heading) => heading.replaceAll("`", ""));
  const [, rest = ""] = plain.split(`\n### ${symptom}\n`);
  return (rest.replace(/^(\s*### .+\n)+/, "").split(/^##/m)[0] ?? "").replace(/\s+/g, " ");
}

test.each([
  'relation "jwks" does not exist',
  'column "token" of relation "session" does not exist',
  'prepared statement "set_user" does not exist',
  "unable to verify the first certificate",
  "Token missing UUID (uuid claim)",
  "User not found after registration",
  "authClient.useSession is not a function",
  "No authentication token available",
  "User not authenticated",
  "Unable to find matching signing key",
  "Public key for token not found",
  "Token has expired",
  "Invalid token claims",
  "Invalid signature",
  "JWKS fetch fails",
  "Issuer mismatch in containers",
  "Failed to decrypt private key",
  "CORS errors",
  "EdDSA unsupported by a library",
  "Unable to find an algorithm for key",
  "tasks.map is not a function",
  "must be the id of a tag",
  "Tags are missing after a task was created",
  "A task is overdue a day early or late",
  "Session is null on the API side",
  "403 on one's own uuid",
  "Tasks not shown despite 200",
  "INVALID_ORIGIN",
  "token_invalid",
  "account_gone",
  "session_ended",
  "account_disabled",
  "insufficient_scope",
  "not_yours",
  "too_many_requests",
  "keys_unavailable",
  "no mail arrives",
  "wasn't sent: ESOCKET",
  "wasn't sent: EAUTH 535",
  "INVALID_EMAIL_OR_PASSWORD",
  "TOO_MANY_REQUESTS",
  "Error 400: redirect_uri_mismatch",
  "email_not_verified",
  "unable_to_get_user_info",
  "This is an invalid domain",
  "violates the following Content Security Policy directive",
  "connect ECONNREFUSED 127.0.0.1:1025",
  "its secret stands in examples or is easily guessed",
  "its role may do more than log in",
  "a wildcard would let strangers in",
])("troubleshooting has %s with cause, command and mend", (symptom) => {
  expect(below(symptom)).toContain("Cause: ");
  expect(/Shown by: (.*?) (Mend|Fix): /.exec(below(symptom))?.[1]).toMatch(/`[^`]+`/);
});

test("troubleshooting has each mistake that such apps are known for, with the test that it isn't made here", () => {
  const file = "apps/api/test/known-mistakes.test.ts";
  const titles = [...read(file).matchAll(/^test\("(.+)", /gm)].map(([, title]) => title);
  const linked = links.filter(({ page, target }) => page === "docs/troubleshooting.md" && target === `../${file}`);
  expect(titles.length).toBeGreaterThan(10);
  expect(linked.map(({ text }) => text).toSorted()).toEqual(titles.toSorted());
});
