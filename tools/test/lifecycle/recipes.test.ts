import { addPerson } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestStack } from "../../../e2e/support/stack.ts";
import { build } from "../../stack/build.ts";
import type { Stack } from "../../stack/start-stack.ts";
import { describeRecipes, type Running, startRecipe } from "./recipes.ts";

const ownAudience = "https://second-api.example";
type Person = { email: string; token: (query?: string) => Promise<string> };

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
  return {
    email,
    async token(query = "") {
      const url = `${stack.webUrl}/api/auth/token${query}`;
      const given = await fetch(url, { headers: { ...headers, cookie: cookies.join("; ") } });
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

describeRecipes((_recipe, command) => {
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
