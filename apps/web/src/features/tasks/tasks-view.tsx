"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { patiently } from "@/lib/load-patiently.ts";
import { useLater } from "@/lib/use-later.ts";
import { ChangesProvider } from "./changes/use-submit.tsx";
import { FilterPanel } from "./filters/filter-panel.tsx";
import { countFilters } from "./filters/params.ts";
import { Search } from "./filters/search.tsx";
import { useListParams } from "./filters/use-list-params.ts";
import { ViewsNav } from "./filters/views-nav.tsx";
import { emptyClass, ListEmpty, ListFailed, ListSkeleton } from "./list/list-states.tsx";
import { TaskList } from "./list/task-list.tsx";
import { useListActions } from "./list/use-list-actions.ts";
import { useSelection } from "./list/use-selection.ts";
import { useTasks } from "./list/use-tasks.ts";
import { loadMarkdown } from "./panel/load-markdown.ts";
import { usePanel } from "./panel/use-panel.ts";
import { QuickAdd } from "./quick-add/quick-add.tsx";

const loadFilters = patiently(() => import("./filters/active-filters.tsx"));
const loadBulkBar = patiently(() => import("./list/bulk-bar.tsx"));
const loadPanel = patiently(() => import("./panel/task-panel.tsx"));
const loadTagManager = patiently(() => import("@/features/tags/tag-manager.tsx"));
// With something to show meanwhile: otherwise the whole page would wait for it.
const ActiveFilters = dynamic(() => loadFilters().then(({ ActiveFilters }) => ActiveFilters), { loading: () => null });
const BulkBar = dynamic(() => loadBulkBar().then(({ BulkBar }) => BulkBar), { ssr: false });
const TaskPanel = dynamic(() => loadPanel().then(({ TaskPanel }) => TaskPanel), { ssr: false });
const TagManager = dynamic(() => loadTagManager().then(({ TagManager }) => TagManager), {
  ssr: false,
});

/** The tasks page below its heading. */
export function TasksView() {
  return (
    <ChangesProvider>
      <QuickAdd />
      <Tasks />
    </ChangesProvider>
  );
}

function Tasks() {
  const address = useListParams();
  const { params } = address;
  const list = useTasks(params);
  const selection = useSelection(list.tasks);
  const panel = usePanel(params);
  const actions = useListActions(selection, panel);
  const [managing, setManaging] = useState(false);
  useLater(loadFilters, loadBulkBar, loadPanel, loadTagManager, loadMarkdown);
  const isWaiting = list.isLoading || (list.isStale && list.tasks.length === 0);
  const count = `${list.tasks.length}${list.hasMore ? "+" : ""} ${list.tasks.length === 1 ? "task" : "tasks"}`;

  function setView(view: typeof params.view): void {
    selection.clear();
    address.setView(view);
  }

  return (
    <section aria-label="Your tasks" className="grid gap-4">
      <ViewsNav view={params.view} onView={setView} />
      <div className="flex flex-wrap items-center gap-2">
        <Search q={params.q} onSearch={address.search} />
        <FilterPanel address={address} onManageTags={() => setManaging(true)} />
        <Button look="secondary" aria-pressed={selection.on} onClick={selection.on ? selection.clear : selection.start}>
          Select
        </Button>
      </div>
      {countFilters(params) > 0 && <ActiveFilters address={address} />}
      <output
        className={
          list.isMissing ? emptyClass : `-my-2 text-small text-muted ${list.tasks.length === 0 ? "sr-only" : ""}`
        }
      >
        {list.isMissing ? "Not loaded yet: you’re offline." : isWaiting || list.failed ? "" : count}
      </output>
      {list.isMissing ? undefined : isWaiting ? (
        <ListSkeleton />
      ) : list.failed ? (
        <ListFailed retry={list.retry} isRetrying={list.isReading} />
      ) : list.tasks.length === 0 && !list.hasMore ? (
        <ListEmpty params={params} onClear={address.clear} />
      ) : (
        <TaskList list={list} selection={selection} actions={actions} />
      )}
      {selection.on && <BulkBar selection={selection} actions={actions} deleted={params.view === "deleted"} />}
      {panel.id && (
        <TaskPanel
          key={panel.id}
          id={panel.id}
          field={panel.field}
          onClose={() => panel.id && panel.close(panel.id)}
          onDelete={(task) => actions.change([task], { action: "delete" })}
        />
      )}
      {managing && <TagManager onClose={() => setManaging(false)} />}
    </section>
  );
}
