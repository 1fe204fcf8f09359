import { addPerson, withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestStack } from "../../../e2e/support/stack.ts";
import { build } from "../../stack/build.ts";
import type { Stack } from "../../stack/start-stack.ts";
import { blocksOf, pagesWithBlocks, runScript, withWords } from "./doc-blocks.ts";
import { describeRecipes, folderOf, type Running, startRecipe } from "./recipes.ts";

const ownAudience = "https://second-api.example";
type Person = {
  email: string;
  password: string;
  ask: (query?: string) => Promise<Response>;
  token: (query?: string) => Promise<string>;
};

let stack: Stack;
let people: Person[];
beforeAll(async () => {
  await build();
  stack = await startTestStack({ TOKEN_AUDIENCES: ownAudience });
  people = await Promise.all(["198.18.77.1", "198.18.77.2"].map(signIn));
});
afterAll(() => stack?.stop());

/** Makes somebody and signs them in as a program would, from an address of their own. */
async function signIn(address: string): Promise<Person> {
  const password = crypto.randomUUID();
  const { email } = await addPerson(stack.database, { name: "Ada", password });
  const headers = { origin: stack.webUrl, "x-real-ip": address };
  const answer = await fetch(`${stack.webUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  const cookies = answer.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  const ask = (query = "") =>
    fetch(`${stack.webUrl}/api/auth/token${query}`, { headers: { ...headers, cookie: cookies.join("; ") } });
  return {
    email,
    password,
    ask,
    async token(query) {
      const given = await ask(query);
      expect(given.status, await given.clone().text()).toBe(200);
      return ((await given.json()) as { token: string }).token;
    },
  };
}

async function call(url: string, token: string, title?: string) {
  const answer = await fetch(url, {
    method: title === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(title !== undefined && { body: JSON.stringify({ title }) }),
  });
  const challenge = answer.headers.get("www-authenticate");
  return { status: answer.status, challenge, body: (await answer.json()) as object };
}

const blocks = {
  "other-clients.md": ["sh", "ts"],
  "recipes/fastapi/README.md": ["sh", "sh"],
  "recipes/go/README.md": ["sh", "sh"],
};

test("each block of the pages about recipes and other clients is one that is run here", () => {
  expect(pagesWithBlocks("other-clients.md", "recipes/**/*.md")).toEqual(blocks);
});

test("the blocks of the page about other clients, in a shell and in Node, read the caller's own tasks", async () => {
  const [ada, bob] = people as [Person, Person];
  const [shell, node] = blocksOf("other-clients.md").map(({ code }) => code) as [string, string];
  for (const [{ token }, title] of [
    [ada, "Hers"],
    [bob, "His"],
  ] as const)
    await call(`${stack.apiUrl}/v1/tasks`, await token(), title);
  const script = withWords(shell, {
    "http://localhost:3000": stack.webUrl,
    "http://localhost:8000": stack.apiUrl,
    "me@example.com": ada.email,
    '"..."': JSON.stringify(ada.password),
  });
  expect(JSON.parse(await runScript("sh", script))).toMatchObject({ items: [{ title: "Hers" }] });
  const given = { web: stack.webUrl, api: stack.apiUrl, email: ada.email, password: ada.password };
  const program = `const { web, api, email, password } = ${JSON.stringify(given)};
    ${node}
    console.log(await tasks.text());`;
  expect(JSON.parse(await runScript("ts", program))).toMatchObject({ items: [{ title: "Hers" }] });
});

describeRecipes(({ name }, command) => {
  let app: Running;
  let second: Running;
  beforeAll(async () => {
    const issuer = stack.webUrl;
    app = await startRecipe(command(), { issuer, audience: stack.apiUrl });
    second = await startRecipe(command(), { issuer, audience: ownAudience });
  });
  afterAll(() => Promise.all([app?.stop(), second?.stop()]));

  test("a token names the same person to the recipe as to the API", async () => {
    for (const { email, token } of people) {
      const text = await token();
      const { body } = await call(`${stack.apiUrl}/v1/me`, text);
      const me = await call(`${app.url}/api/me`, text);
      expect(me.status).toBe(200);
      expect(Object.keys(me.body).sort()).toEqual(["email", "id", "name", "scopes", "uuid"]);
      expect(body).toMatchObject({ ...me.body, email });
    }
  });

  test("the blocks of its page start it and ask it who is calling", async () => {
    const [ada] = people as [Person];
    const [start, ask] = blocksOf(`recipes/${name}/README.md`).map(({ code }) => code) as [string, string];
    // What is installed is installed, and documented-commands.test.ts runs `jwt get`.
    const around = `
      pip() { [ "$*" = "install -r requirements.txt" ] && [ -f requirements.txt ]; }
      python() { ${command()[0]} -B "$@"; }
      npx() { [ "$*" = "--yes pnpm@12 --silent jwt get" ] && printf %s "$TOKEN_OF_ADA"; }
      export CGO_ENABLED=0
      cd ${folderOf(name)}\n`;
    const words = { "http://localhost:3000": stack.webUrl, "http://localhost:8000": stack.apiUrl };
    const started = ["bash", "-euc", around + withWords(start, words)];
    const running = await startRecipe(started, { issuer: "", audience: "" });
    try {
      const script = around + withWords(ask, { "http://127.0.0.1:8100": running.url });
      const printed = await runScript("sh", script, { TOKEN_OF_ADA: await ada.token() });
      expect(JSON.parse(printed)).toMatchObject({ email: ada.email });
    } finally {
      await running.stop();
    }
  });

  test("a disabled account gets no further token, and the one it has works here until it ends", async () => {
    const eve = await signIn("198.18.77.3");
    const token = await eve.token();
    await withClient(stack.database.ownerUrl, (client) =>
      client.query('update "user" set banned = true where email = $1', [eve.email]),
    );
    expect((await eve.ask()).status).toBe(403);
    expect(await call(`${stack.apiUrl}/v1/me`, token)).toMatchObject({
      status: 403,
      body: { code: "account_disabled" },
    });
    expect((await call(`${app.url}/api/me`, token)).status).toBe(200);
  });

  test("two people's tasks stay apart", async () => {
    const tokens = await Promise.all(people.map(({ token }) => token()));
    for (const [index, token] of tokens.entries()) {
      const made = await call(`${app.url}/api/tasks`, token, ` Task of ${index} `);
      expect(made).toMatchObject({ status: 201, body: { title: `Task of ${index}` } });
    }
    for (const [index, token] of tokens.entries()) {
      const { body } = await call(`${app.url}/api/tasks`, token);
      expect(body).toEqual({ items: [{ id: expect.any(String), title: `Task of ${index}` }] });
    }
  });

  test.each(["", "   ", "x".repeat(201), "x".repeat(20_000)])(
    "a task needs a title of 1 to 200 characters: %#",
    async (title) => {
      const [ada] = people as [Person];
      const refused = await call(`${app.url}/api/tasks`, await ada.token(), title);
      expect(refused).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    },
  );

  test("a read-only token reads and is refused a write, which names the scope", async () => {
    const [ada] = people as [Person];
    const token = await ada.token("?scope=tasks:read");
    expect((await call(`${app.url}/api/tasks`, token)).status).toBe(200);
    expect(await call(`${app.url}/api/tasks`, token, "More")).toMatchObject({
      status: 403,
      challenge: 'Bearer realm="api", error="insufficient_scope", scope="tasks:write"',
      body: { code: "insufficient_scope" },
    });
  });

  test("a second API takes the tokens asked for it, and neither API the other's", async () => {
    const [ada] = people as [Person];
    const forFirst = await ada.token();
    const forSecond = await ada.token(`?audience=${encodeURIComponent(ownAudience)}`);
    const statuses = async (token: string) => {
      const urls = [`${stack.apiUrl}/v1/me`, `${app.url}/api/me`, `${second.url}/api/me`];
      return (await Promise.all(urls.map((url) => call(url, token)))).map(({ status }) => status);
    };
    expect(await statuses(forFirst)).toEqual([200, 200, 401]);
    expect(await statuses(forSecond)).toEqual([401, 401, 200]);
  });
});
