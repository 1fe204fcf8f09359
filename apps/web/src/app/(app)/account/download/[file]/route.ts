import type { Activity } from "@claimcheck/contract/activity";
import { maxPageSize } from "@claimcheck/contract/page";
import { notFound } from "next/navigation";
import { ownAccount, requireVisitor } from "@/auth/visitor.ts";
import { serverApi } from "@/lib/server-api.ts";

type Api = ReturnType<typeof serverApi>;

/** One's own data as a file. The API is asked from here, so that no token is part of a link. */
export async function GET(_request: Request, { params }: RouteContext<"/account/download/[file]">) {
  const { file } = await params;
  const { token } = await requireVisitor("/account");
  const api = serverApi(token);
  const headers = { "content-disposition": `attachment; filename="${file}"`, "cache-control": "no-store" };
  switch (file) {
    case "tasks.json":
    case "tasks.csv": {
      const format = file === "tasks.csv" ? "csv" : "json";
      const { body, headers: given } = await api.fetch("exportTasks", { query: { format } });
      return new Response(body, { headers: { ...headers, "content-type": given.get("content-type") ?? "" } });
    }
    case "account.json": {
      const [me, account, activity] = await Promise.all([api.getMe(), ownAccount("/account"), allActivity(api)]);
      return Response.json({ exportedAt: new Date(), ...me, ...account, activity }, { headers });
    }
    default:
      notFound();
  }
}

async function allActivity(api: Api): Promise<Activity[]> {
  const all: Activity[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listActivity({ query: { limit: `${maxPageSize}`, cursor } });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return all;
}
