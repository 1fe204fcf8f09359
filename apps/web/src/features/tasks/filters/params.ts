import type { InputOf } from "@claimcheck/contract/calls";
import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
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

const someOf = <T extends string>(values: T[]) => parseAsArrayOf(parseAsStringLiteral(values)).withDefault([]);

const parsers = {
  view: parseAsStringLiteral(viewNames).withDefault("open"),
  q: parseAsString.withDefault(""),
  status: someOf(statuses),
  priority: someOf(priorities),
  tags: parseAsArrayOf(parseAsString).withDefault([]),
  match: parseAsStringLiteral(["any", "all"]).withDefault("any"),
  sort: parseAsStringLiteral(sorts),
  /** The task in the panel. */
  task: parseAsString,
};

/** What the tasks page keeps in its address; read by the server and the browser. */
export type PageParams = inferParserType<typeof parsers>;
export type ListParams = Omit<PageParams, "task">;
export const noFilters = { q: null, status: null, priority: null, tags: null, match: null } as const;
export const loadParams = createLoader(parsers);
/** The tasks page with these in its address. */
export const tasksUrl = createSerializer(parsers);

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
