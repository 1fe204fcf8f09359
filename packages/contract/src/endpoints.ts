/** Every signed-in operation: its name, and the method and path that it is called by. Plain data, for the browser too. */
export const endpoints = {
  listTasks: "GET /v1/tasks",
  createTask: "POST /v1/tasks",
  getTask: "GET /v1/tasks/{id}",
  updateTask: "PATCH /v1/tasks/{id}",
  deleteTask: "DELETE /v1/tasks/{id}",
  restoreTask: "POST /v1/tasks/{id}/restore",
  batchTasks: "POST /v1/tasks/batch",
  taskStats: "GET /v1/tasks/stats",
  exportTasks: "GET /v1/tasks/export",
  importTasks: "POST /v1/tasks/import",
  listTags: "GET /v1/tags",
  createTag: "POST /v1/tags",
  updateTag: "PATCH /v1/tags/{id}",
  deleteTag: "DELETE /v1/tags/{id}",
  streamEvents: "GET /v1/events",
  getMe: "GET /v1/me",
  listActivity: "GET /v1/me/activity",
} as const;

export type EndpointName = keyof typeof endpoints;
