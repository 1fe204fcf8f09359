import { type APIRequestContext, expect } from "@playwright/test";
import type { mailbox } from "./mailbox.ts";
import type { Visitor } from "./visitor.ts";

/** Somebody signed up, with a browser of their own that shows their tasks page. */
export type Persona = Visitor & {
  name: string;
  email: string;
  password: string;
  /** An access token of theirs, as their own browser would get it. */
  token(): Promise<string>;
};

/**
 * Makes a person by the requests that the pages make, without drawing them; journey.spec.ts goes by the pages.
 * The session's cookie is kept by the visitor's browser.
 */
export async function makePersona(
  visitor: Visitor,
  name: string,
  webUrl: string,
  mailOf: (email: string) => ReturnType<typeof mailbox>,
): Promise<Persona> {
  const { context, page } = visitor;
  const email = newEmail(name);
  const password = crypto.randomUUID();
  await signUp(context.request, webUrl, { name, email, password }, mailOf(email));
  await page.goto("/tasks");
  await expect(page).toHaveURL("/tasks");
  const token = () =>
    page.evaluate(async () => {
      const response = await fetch("/api/auth/token", { cache: "no-store" });
      return ((await response.json()) as { token: string }).token;
    });
  return { ...visitor, name, email, password, token };
}

/** Signs up and follows the mailed link, by the requests that the pages make; `api` is signed in then. */
export async function signUp(
  api: APIRequestContext,
  webUrl: string,
  person: { name: string; email: string; password: string },
  mails: ReturnType<typeof mailbox>,
): Promise<void> {
  const post = async (path: string, data: object) => {
    const answer = await api.post(`${webUrl}/api/auth${path}`, { headers: { origin: webUrl }, data });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  await post("/sign-up/email", person);
  const link = new URL(await mails.link(/confirm your address/i));
  await post("/verify-email", { token: link.searchParams.get("token") });
}

/** An address that nobody else has. */
export function newEmail(name: string): string {
  return `${name.toLowerCase()}-${crypto.randomUUID()}@claimcheck.example`;
}
