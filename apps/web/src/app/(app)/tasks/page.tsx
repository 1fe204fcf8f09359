import { dehydrate, HydrationBoundary, noop } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requireVisitor } from "@/auth/visitor.ts";
import { AddTask } from "@/features/tasks/add-task.tsx";
import { NoticeProvider } from "@/features/tasks/notice.tsx";
import { TaskList } from "@/features/tasks/task-list.tsx";
import { tasksQuery } from "@/features/tasks/tasks-query.ts";
import { createQueryClient } from "@/lib/query-client.ts";
import { serverApi } from "@/lib/server-api.ts";

export const metadata: Metadata = { title: "Tasks" };

/** The first HTML holds the tasks already; from there on the browser asks the API itself. */
export default async function TasksPage() {
  const { token } = await requireVisitor("/tasks");
  const queryClient = createQueryClient();
  await queryClient.infiniteQuery(tasksQuery(serverApi(token))).catch(noop);
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-6 px-4 pt-4 pb-24 sm:px-6 sm:pt-8">
      <h1 className="text-title">Tasks</h1>
      <HydrationBoundary state={dehydrate(queryClient)}>
        <NoticeProvider>
          <AddTask />
          <TaskList />
        </NoticeProvider>
      </HydrationBoundary>
    </main>
  );
}
