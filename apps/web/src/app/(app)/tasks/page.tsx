import { dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requireVisitor } from "@/auth/visitor.ts";
import { tagsQuery } from "@/features/tags/tags-query.ts";
import { isPlain, listQuery, readParams, tasksUrl } from "@/features/tasks/filters/params.ts";
import { FromServer } from "@/features/tasks/from-server.tsx";
import { SettingProvider } from "@/features/tasks/setting.tsx";
import { anyTaskQuery, tasksQuery } from "@/features/tasks/tasks-query.ts";
import { TasksView } from "@/features/tasks/tasks-view.tsx";
import { wallOf } from "@/features/tasks/zoned.ts";
import { createQueryClient } from "@/lib/query-client.ts";
import { serverApi } from "@/lib/server-api.ts";
import { visitorTimeZone } from "@/lib/time-zone.ts";

export const metadata: Metadata = { title: "Tasks" };

/** The first HTML holds the tasks that the address asks for; from there on the browser asks the API itself. */
export default async function TasksPage({ searchParams }: PageProps<"/tasks">) {
  const params = readParams(await searchParams);
  const { token, uuid } = await requireVisitor(tasksUrl(params));
  const timeZone = await visitorTimeZone();
  const now = new Date();
  const api = serverApi(token);
  const queryClient = createQueryClient();
  const query = listQuery(params, { today: wallOf(now, timeZone).date, timeZone });
  // What fails the browser asks for itself; what came is shown.
  await Promise.allSettled([
    queryClient.infiniteQuery(tasksQuery(api, query)).then(({ pages }) => {
      // Nothing at all, perhaps: the page then says something else.
      if (isPlain(params) && pages[0]?.items.length === 0) return queryClient.query(anyTaskQuery(api));
    }),
    queryClient.query(tagsQuery(api)),
  ]);
  return (
    <main className="mx-auto grid w-full max-w-3xl gap-6 px-4 pt-4 pb-24 sm:px-6 sm:pt-8">
      <h1 className="text-title">Tasks</h1>
      <FromServer state={dehydrate(queryClient)}>
        <SettingProvider uuid={uuid} timeZone={timeZone} renderedAt={now.toISOString()}>
          <TasksView />
        </SettingProvider>
      </FromServer>
    </main>
  );
}
