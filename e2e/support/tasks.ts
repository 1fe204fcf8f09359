import { expect, type Locator, type Page } from "@playwright/test";
import type { Persona } from "./persona.ts";

/** The list of tasks, and the row of the task with this title. */
export const taskList = (page: Page): Locator => page.getByRole("list", { name: "Tasks", exact: true });
export const taskRow = (page: Page, title: string | RegExp): Locator =>
  taskList(page).getByRole("listitem").filter({ hasText: title });
/** The titles in the list, from the top. */
export const titles = (page: Page): Locator => taskList(page).locator("[data-open]");

/** Adds a task through the page and waits until the API has confirmed it. */
export async function addTask(page: Page, line: string, title = line): Promise<void> {
  const created = page.waitForResponse((response) => {
    const request = response.request();
    return request.method() === "POST" && request.url().endsWith("/v1/tasks") && request.postDataJSON().title === title;
  });
  await page.getByLabel("New task").fill(line);
  await page.getByLabel("New task").press("Enter");
  expect((await created).status()).toBe(201);
  await expect(taskRow(page, title)).toBeVisible();
}

/** Calls the API as this person, past their pages. */
export async function callApi(
  { token, context }: Persona,
  url: string,
  method: "GET" | "POST" | "PATCH" | "DELETE" = "GET",
  data?: object,
) {
  const headers = { authorization: `Bearer ${await token()}` };
  const answer = await context.request.fetch(url, { method, headers, ...(data && { data }) });
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.status() === 204 ? undefined : answer.json();
}

/**
 * Opens the tasks page and waits until it is told of changes and has read once more what it may have missed: from then
 * on it asks for nothing by itself.
 */
export async function follow(page: Page, apiUrl: string, address = "/tasks"): Promise<void> {
  const stream = page.waitForResponse(`${apiUrl}/v1/events`);
  const reread = stream.then(() => page.waitForResponse((response) => response.url().startsWith(`${apiUrl}/v1/tasks`)));
  await page.goto(address);
  await reread;
}

/** Tasks E, D, C, B, A from the top; B is in progress. */
export async function five(person: Persona, apiUrl: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const title of ["A", "B", "C", "D", "E"]) {
    const status = title === "B" ? "doing" : "todo";
    const { id } = await callApi(person, `${apiUrl}/v1/tasks`, "POST", { title: `Task ${title}`, status });
    ids.set(title, id);
  }
  await person.page.reload();
  return ids;
}

/** Gives a person one task with every field, and shows it. */
export async function fullTask(person: Persona, apiUrl: string) {
  const tag = await callApi(person, `${apiUrl}/v1/tags`, "POST", { name: "home", color: "teal" });
  const task = await callApi(person, `${apiUrl}/v1/tasks`, "POST", {
    title: "Pay rent",
    description: "To the **new** account",
    status: "doing",
    priority: "high",
    dueAt: "2030-05-01T09:30:00Z",
    tags: [tag.id],
  });
  await person.page.reload();
  return task as { id: string; version: number };
}
