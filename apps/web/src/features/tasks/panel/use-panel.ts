import { useQueryState } from "nuqs";
import { useRef, useState } from "react";
import { type ListParams, taskParser, tasksUrl } from "../filters/params.ts";
import type { PanelField } from "../list/use-list-actions.ts";

/** Which task's panel is open: the address says it, so that Back closes it and a link leads to it. */
export function usePanel(params: ListParams) {
  const [id, setId] = useQueryState("task", taskParser.task.withOptions({ history: "push" }));
  const [field, setField] = useState<PanelField>();
  /** Whether going back leads to the list. */
  const opened = useRef(false);

  return {
    id,
    field,
    hrefOf: (task: string) => tasksUrl("/tasks", { ...params, task }),
    open: (task: string, at?: PanelField) => {
      opened.current = true;
      setField(at);
      void setId(task);
    },
    close: () => {
      if (opened.current) window.history.back();
      else void setId(null, { history: "replace" });
      opened.current = false;
    },
  };
}
