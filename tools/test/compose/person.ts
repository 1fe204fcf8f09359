import { expect, vi } from "vitest";
import type { ComposeProject } from "../../stack/compose-project.ts";

export type Person = {
  email: string;
  cookie: string;
  /** An access token, as their browser would get it. */
  token(): Promise<string>;
  /** Asks the API as they would. */
  ask(path: string, body?: object): Promise<Response>;
};

/** Signs somebody up and follows the mailed link, by the requests that the pages make. */
export async function signUp({ webUrl, apiUrl, mailUrl }: ComposeProject, name: string): Promise<Person> {
  const email = `${name.toLowerCase()}-${crypto.randomUUID()}@claimcheck.example`;
  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  const post = async (path: string, data: object, cookie = "") => {
    const answer = await fetch(`${webUrl}/api/auth${path}`, {
      method: "POST",
      headers: { origin: webUrl, "content-type": "application/json", cookie },
      body: JSON.stringify(data),
    });
    expect(answer.status, path).toBe(200);
    return answer;
  };
  const mail = async <T>(path: string) => (await fetch(`${mailUrl}/api/v1${path}`)).json() as Promise<T>;
  const arrived = async () => {
    const query = encodeURIComponent(`to:"${email}"`);
    const { messages } = await mail<{ messages: { ID: string }[] }>(`/search?query=${query}`);
    expect(messages).toHaveLength(1);
    return mail<{ Text: string }>(`/message/${messages[0]?.ID}`);
  };

  const signedUp = await post("/sign-up/email", { name, email, password: crypto.randomUUID() });
  const { Text } = await vi.waitFor(arrived, { timeout: 60_000, interval: 250 });
  const link = new URL(/https?:\/\/\S+/.exec(Text)?.[0] ?? "");
  const verified = await post("/verify-email", { token: link.searchParams.get("token") }, cookiesOf(signedUp));
  const cookie = cookiesOf(verified);

  const token = async () => {
    const answer = await fetch(`${webUrl}/api/auth/token`, { headers: { cookie } });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { token: string }).token;
  };
  const held = await token();
  return {
    email,
    cookie,
    token,
    async ask(path, body) {
      const authorization = `Bearer ${held}`;
      const sent = body
        ? { method: "POST", body: JSON.stringify(body), headers: { authorization, "content-type": "application/json" } }
        : { headers: { authorization } };
      return fetch(`${apiUrl}${path}`, sent);
    },
  };
}
