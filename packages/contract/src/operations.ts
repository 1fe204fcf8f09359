import { z } from "zod";
import { activityPageSchema } from "./activity.ts";
import type { Scope } from "./claims.ts";
import type { EndpointName } from "./endpoints.ts";
import { eventSchema, eventsMediaType } from "./events.ts";
import { meSchema } from "./me.ts";
import { pageQuerySchema } from "./page.ts";
import type { ProblemCode } from "./problems.ts";
import {
  createTagSchema,
  listTagsQuerySchema,
  tagPageSchema,
  tagParamsSchema,
  tagRefSchema,
  updateTagSchema,
} from "./tags.ts";
import {
  batchResultSchema,
  batchTasksSchema,
  createTaskSchema,
  listTasksQuerySchema,
  statsQuerySchema,
  statsSchema,
  taskPageSchema,
  taskParamsSchema,
  taskSchema,
  updateTaskSchema,
} from "./tasks.ts";
import { csvMediaType, exportQuerySchema, exportSchema, importResultSchema, importSchema } from "./transfer.ts";

export type Operation = {
  summary: string;
  /** What the token must allow. `any`: any token will do, also one without scopes. */
  scope: Scope | "any";
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Success: one status and what the body is then. */
  answers: Partial<Record<200 | 201 | 204, z.ZodType>>;
  /** Media types of the answer, and of the body; JSON unless given. */
  produces?: readonly string[];
  consumes?: readonly string[];
  /** Problems beside those that any signed-in route may answer with. */
  problems?: readonly ProblemCode[];
  /** Carries an ETag, takes If-None-Match (reading) or If-Match (changing). */
  versioned?: boolean;
};

export const jsonMediaType = "application/json";

const nothing = (text: string) => z.null().describe(text);
const noQuery = z.strictObject({});

/** What each operation takes and gives: the API checks and answers by it, the client and /openapi.json come from it. */
export const operations = {
  getMe: { summary: "Who the API takes you for", scope: "any", query: noQuery, answers: { 200: meSchema } },
  listActivity: {
    summary: "What happened to your account, newest first",
    scope: "tasks:read",
    query: pageQuerySchema,
    answers: { 200: activityPageSchema },
  },
  listTasks: {
    summary: "Your tasks, filtered and sorted, a page at a time",
    scope: "tasks:read",
    query: listTasksQuerySchema,
    answers: { 200: taskPageSchema },
    problems: ["search_too_slow"],
  },
  createTask: {
    summary: "Add a task with its tags",
    scope: "tasks:write",
    query: noQuery,
    body: createTaskSchema,
    answers: { 201: taskSchema },
    problems: ["quota_reached"],
    versioned: true,
  },
  getTask: {
    summary: "One of your tasks",
    scope: "tasks:read",
    params: taskParamsSchema,
    query: noQuery,
    answers: { 200: taskSchema },
    versioned: true,
  },
  updateTask: {
    summary: "Change a task; what is left out stays as it is",
    scope: "tasks:write",
    params: taskParamsSchema,
    query: noQuery,
    body: updateTaskSchema,
    answers: { 200: taskSchema },
    versioned: true,
  },
  deleteTask: {
    summary: "Delete a task; it can be restored for 30 days",
    scope: "tasks:write",
    params: taskParamsSchema,
    query: noQuery,
    answers: { 204: nothing("It is deleted") },
    versioned: true,
  },
  restoreTask: {
    summary: "Take back a deletion",
    scope: "tasks:write",
    params: taskParamsSchema,
    query: noQuery,
    answers: { 200: taskSchema },
    versioned: true,
  },
  batchTasks: {
    summary: "Do one thing to several tasks, all or none",
    scope: "tasks:write",
    query: noQuery,
    body: batchTasksSchema,
    answers: { 200: batchResultSchema },
    problems: ["not_found", "quota_reached"],
  },
  taskStats: {
    summary: "Counts of your tasks",
    scope: "tasks:read",
    query: statsQuerySchema,
    answers: { 200: statsSchema },
  },
  exportTasks: {
    summary: "All of your tasks, deleted ones too, as a file",
    scope: "tasks:read",
    query: exportQuerySchema,
    answers: { 200: exportSchema },
    produces: [jsonMediaType, csvMediaType],
  },
  importTasks: {
    summary: "Add what an export gave, all or nothing",
    scope: "tasks:write",
    query: noQuery,
    body: importSchema,
    answers: { 200: importResultSchema },
    consumes: [jsonMediaType, csvMediaType],
    problems: ["import_rejected", "quota_reached"],
  },
  listTags: {
    summary: "Your tags by name, with how many tasks have each",
    scope: "tasks:read",
    query: listTagsQuerySchema,
    answers: { 200: tagPageSchema },
  },
  createTag: {
    summary: "Add a tag",
    scope: "tasks:write",
    query: noQuery,
    body: createTagSchema,
    answers: { 201: tagRefSchema },
    problems: ["tag_exists", "quota_reached"],
  },
  updateTag: {
    summary: "Rename or recolour a tag",
    scope: "tasks:write",
    params: tagParamsSchema,
    query: noQuery,
    body: updateTagSchema,
    answers: { 200: tagRefSchema },
    problems: ["tag_exists"],
  },
  deleteTag: {
    summary: "Delete a tag and take it off its tasks",
    scope: "tasks:write",
    params: tagParamsSchema,
    query: noQuery,
    answers: { 204: nothing("It is deleted") },
  },
  streamEvents: {
    summary: "Your changes as they happen, as server-sent events",
    scope: "tasks:read",
    query: noQuery,
    answers: { 200: eventSchema },
    produces: [eventsMediaType],
  },
} as const satisfies Record<EndpointName, Operation>;

export type Operations = typeof operations;
