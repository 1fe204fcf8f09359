import { ApiError } from "@claimcheck/client/api-error";
import type { Activity } from "@claimcheck/contract/activity";
import { maxPageSize } from "@claimcheck/contract/page";
import { notFound, redirect } from "next/navigation";
import { ownAccount, requireVisitor } from "@/auth/visitor.ts";
import { downloads } from "@/features/account/downloads.ts";
import { serverApi } from "@/lib/server-api.ts";

type Api = ReturnType<typeof serverApi>;

/**
 * One's own data as a file. The API is asked from here, so that no token is part of a link. The link isn't marked as a
 * download: to somebody who isn't signed in any more, or while the API is away, the answer is a page.
 */
export async function GET(_request: Request, { params }: RouteContext<"/account/download/[file]">) {
  const { file } = await params;
  if (!downloads.some((one) => one.file === file)) notFound();
  const { token } = await requireVisitor("/account");
  const answer = await fileOf(file, token).catch((error) => {
    if (error instanceof ApiError) redirect("/account?failed=download");
    throw error;
  });
  answer.headers.set("content-disposition", `attachment; filename="${file}"`);
  answer.headers.set("cache-control", "no-store");
  return answer;
}

async function fileOf(file: string, token: string): Promise<Response> {
  if (file === "account.json") {
    const api = serverApi(token);
    const [me, account, activity] = await Promise.all([api.getMe(), ownAccount("/account"), allActivity(api)]);
    return Response.json({ exportedAt: new Date(), ...me, ...account, activity });
  }
  const { body, headers } = await serverApi(token, { file: true }).fetch("exportTasks", {
    query: { format: file === "tasks.csv" ? "csv" : "json" },
  });
  return new Response(body, { headers: { "content-type": headers.get("content-type") ?? "" } });
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
