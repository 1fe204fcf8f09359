import type { Stats } from "@claimcheck/contract/tasks";
import type { Metadata, Route } from "next";
import Link from "next/link";
import { requireVisitor } from "@/auth/visitor.ts";
import { buttonClass } from "@/components/ui/button.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { CountBars } from "@/features/insights/count-bars.tsx";
import { DayBars } from "@/features/insights/day-bars.tsx";
import { Figure } from "@/features/insights/figure.tsx";
import { busiest, byDueDate, byUrgency, compared, due, named, pressing, weeks } from "@/features/insights/findings.ts";
import { NumberTicket } from "@/features/insights/number-ticket.tsx";
import { serverApi } from "@/lib/server-api.ts";
import { visitorTimeZone } from "@/lib/time-zone.ts";

export const metadata: Metadata = { title: "Insights" };

const tasks = (query: string) => `/tasks?${query}` as Route;

/** What the tasks add up to. Drawn on the server: it needs no script. */
export default async function InsightsPage() {
  const { token } = await requireVisitor("/insights");
  const query = { tz: await visitorTimeZone(), days: "14" };
  const stats = await serverApi(token)
    .taskStats({ query })
    .catch(() => undefined);
  return (
    <main className="mx-auto grid w-full max-w-3xl gap-6 px-4 pt-4 pb-24 sm:px-6 sm:pt-8">
      <h1 className="text-title">Insights</h1>
      {stats ? <Insights stats={stats} /> : <Unreachable />}
    </main>
  );
}

function Insights({ stats }: { stats: Stats }) {
  const { byStatus, openByPriority, overdue, dueSoon, completedPerDay } = stats;
  if (byStatus.todo + byStatus.doing + byStatus.done === 0) return <Nothing />;
  const week = weeks(completedPerDay);
  const [dates, priorities] = [byDueDate(stats), byUrgency(openByPriority)];
  return (
    <>
      <div className="grid gap-6 sm:grid-cols-3">
        <NumberTicket
          count={week.now}
          words="Done this week"
          note={`${compared(week)}.`}
          link={{ href: tasks("view=done"), words: "What is done" }}
        />
        <NumberTicket
          count={overdue}
          words="Overdue"
          note="not done, and their day is over."
          link={{ href: tasks("view=overdue"), words: "What is overdue" }}
        />
        <NumberTicket
          count={dueSoon}
          words="Due soon"
          note="today or in the six days after."
          link={{ href: tasks("sort=due"), words: "What is due next" }}
        />
      </div>
      <Figure
        title="Done each day"
        finding={busiest(completedPerDay)}
        head={["Day", "Done"]}
        rows={completedPerDay.map(({ date, count }) => ({ key: date, name: named(date), count }))}
      >
        <DayBars days={completedPerDay} />
      </Figure>
      <Figure title="Open by due date" finding={due(stats)} head={["Due", "Open"]} rows={dates.map(linked)}>
        <CountBars rows={dates} />
      </Figure>
      <Figure
        title="Open by priority"
        finding={pressing(openByPriority)}
        head={["Priority", "Open"]}
        rows={priorities.map(linked)}
      >
        <CountBars rows={priorities} />
      </Figure>
    </>
  );
}

/** A number whose name leads to the tasks that it counts. */
function linked({
  key,
  query,
  words,
  count,
}: {
  key: string;
  query: string | undefined;
  words: string;
  count: number;
}) {
  if (!query) return { key, name: words, count };
  return {
    key,
    name: (
      <Link prefetch={false} href={tasks(query)} className={textLinkClass}>
        {words}
      </Link>
    ),
    count,
  };
}

function Nothing() {
  return (
    <div className="grid justify-items-center gap-4 rounded-card border-2 border-dashed border-line px-5 py-10 text-center">
      <p className="text-muted">There is nothing to count yet. It begins with your first task.</p>
      <Link prefetch={false} href="/tasks" className={buttonClass()}>
        To your tasks
      </Link>
    </div>
  );
}

function Unreachable() {
  return (
    <div role="alert" className="grid justify-items-start gap-4 rounded-card border border-danger bg-danger-soft p-5">
      <p>The tasks service can’t be reached right now. Your tasks are safe there.</p>
      <a href="/insights" className={buttonClass("secondary")}>
        Try again
      </a>
    </div>
  );
}
