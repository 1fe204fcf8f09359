import type { InputOf } from "@claimcheck/contract/calls";
import { priorities, sorts, statuses } from "../task-words.ts";
import { addDays } from "../zoned.ts";

export type ListQuery = NonNullable<InputOf<"listTasks">["query"]>;

export const viewWords = {
  open: "Open",
  today: "Today",
  upcoming: "Upcoming",
  overdue: "Overdue",
  undated: "No date",
  done: "Done",
  deleted: "Deleted",
} as const;
export type View = keyof typeof viewWords;
export const viewNames = Object.keys(viewWords) as View[];

/** What the tasks page keeps in its address; read by the server and the browser. */
export type PageParams = {
  view: View;
  q: string;
  status: (typeof statuses)[number][];
  priority: (typeof priorities)[number][];
  /** Ids; any of them, or all. */
  tags: string[];
  match: "any" | "all";
  sort: (typeof sorts)[number] | null;
  /** The task in the panel. */
  task: string | null;
};
export type ListParams = Omit<PageParams, "task">;
type Filters = Pick<PageParams, "q" | "status" | "priority" | "tags" | "match">;
export const noFilters: Filters = { q: "", status: [], priority: [], tags: [], match: "any" };
const defaults: PageParams = { ...noFilters, view: "open", sort: null, task: null };

type Search = Record<string, string | string[] | undefined>;

/** What an address says, of which Next hands each name's text to a page; what makes no sense in it counts as not there. */
export function readParams(given: Search | URLSearchParams): PageParams {
  const search = given instanceof URLSearchParams ? given : new URLSearchParams(Object.entries(given).map(firstOf));
  const among = <T extends string>(values: readonly T[], found: string | null) =>
    values.find((value) => value === found);
  const list = (name: string) => [...new Set((search.get(name) ?? "").split(",").filter(Boolean))];
  const some = <T extends string>(values: readonly T[], name: string) =>
    list(name).flatMap((found) => among(values, found) ?? []);
  return {
    view: among(viewNames, search.get("view")) ?? defaults.view,
    q: search.get("q") ?? "",
    status: some(statuses, "status"),
    priority: some(priorities, "priority"),
    tags: list("tags"),
    match: search.get("match") === "all" ? "all" : "any",
    sort: among(sorts, search.get("sort")) ?? null,
    task: uuid.exec(search.get("task") ?? "")?.[0] ?? null,
  };
}

const firstOf = ([name, text = ""]: [string, Search[string]]) => [name, [text].flat()[0] ?? ""];

/** The tasks page with these in its address; what goes without saying doesn't stand in it. */
export function tasksUrl(params: Partial<PageParams>): `/tasks${string}` {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const text = String(value ?? "");
    if (text !== String(defaults[name as keyof PageParams] ?? "")) search.set(name, text);
  }
  // A comma between values may stand as it is.
  return `/tasks${search.size > 0 ? `?${search.toString().replaceAll("%2C", ",")}` : ""}`;
}

/** How many filters there are beside view and search. */
export function countFilters({ status, priority, tags }: ListParams): number {
  return status.length + priority.length + tags.length;
}

/** Whether everything open is shown, without a filter or search. */
export function isPlain(params: ListParams): boolean {
  return params.view === "open" && params.q === "" && countFilters(params) === 0;
}

const viewSort: Partial<Record<View, ListParams["sort"]>> = {
  today: "due",
  upcoming: "due",
  overdue: "due",
  done: "updated",
  deleted: "updated",
};

/** How a list is sorted: as chosen, or as suits the view. */
export function sortOf({ sort, view }: ListParams): NonNullable<ListParams["sort"]> {
  return sort ?? viewSort[view] ?? "created";
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const open = "todo,doing";

/** What to ask the API for; days are those of the person's time zone. What it would refuse is left out. */
export function listQuery(params: ListParams, { today, timeZone }: { today: string; timeZone: string }): ListQuery {
  const byView: Record<View, ListQuery> = {
    open: { status: open },
    today: { status: open, dueBefore: addDays(today, 1) },
    upcoming: { status: open, dueAfter: today },
    overdue: { status: open, overdue: "true" },
    undated: { status: open, hasDue: "false" },
    done: { status: "done" },
    deleted: { deleted: "true" },
  };
  const { view, status, priority, match } = params;
  const tags = params.tags.filter((id) => uuid.test(id)).slice(0, 20);
  const q = params.q.replaceAll("\0", "").trim().slice(0, 200);
  const sort = sortOf(params);
  return {
    ...byView[view],
    ...(status.length > 0 && view !== "done" && { status: status.join() }),
    ...(priority.length > 0 && { priority: priority.join() }),
    ...(tags.length > 0 && { tags: tags.join(), tagMatch: match }),
    ...(q && { q }),
    sort,
    order: sort === "due" || sort === "title" ? "asc" : "desc",
    tz: timeZone,
  };
}
