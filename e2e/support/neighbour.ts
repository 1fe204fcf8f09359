import { expect } from "@playwright/test";
import type { Persona } from "./persona.ts";
import { sql } from "./sql.ts";
import { callApi } from "./tasks.ts";
import type { StackUrls, Visitor } from "./visitor.ts";

/** Stands in the title of all that is the neighbour's. */
export const neighbours = "(the neighbour’s)";

/**
 * Somebody who has a task for each view, under tags that others have as well, and does nothing: what a test does shows
 * nothing of it and changes nothing.
 */
export type Neighbour = {
  uuid: string;
  /** Fails when a page that is open shows what is theirs, or when it isn't as it was. */
  expectApart(visitors: readonly Visitor[]): Promise<void>;
};

const tables = ["task", "tag", "task_tag"].map(
  (table) => `(select json_agg(to_jsonb(t) order by to_jsonb(t)) from ${table} t where user_id = $1)`,
);

/** Gives a person tasks and keeps them in mind. */
export async function settle(person: Persona, { apiUrl, ownerUrl }: StackUrls): Promise<Neighbour> {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const tasks = [
    { title: "Long ago", dueOn: inDays(-3), priority: "low" },
    { title: "Right now", dueOn: inDays(0), priority: "urgent", tags: ["home"] },
    { title: "Next week", dueOn: inDays(7), priority: "high", tags: ["home", "work"] },
    { title: "Task A, elsewhere", status: "doing" },
    { title: "Finished", status: "done", tags: ["errands"] },
    { title: "Gone", deletedAt: new Date().toISOString() },
  ].map((task) => ({ ...task, title: `${task.title} ${neighbours}` }));
  await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
  const [{ uuid } = { uuid: "" }] = await sql<{ uuid: string }>(
    ownerUrl,
    `select uuid::text from "user" where email = $1`,
    [person.email],
  );
  const read = () => sql<object>(ownerUrl, `select ${tables.map((rows, nth) => `${rows} as t${nth}`)}`, [uuid]);
  const before = await read();
  return {
    uuid,
    async expectApart(visitors) {
      for (const { context } of visitors)
        for (const page of context.pages()) await expect(page.getByText(neighbours)).toHaveCount(0);
      expect(await read()).toEqual(before);
    },
  };
}
