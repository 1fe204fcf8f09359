"use client";

import { useRef, useState } from "react";
import type { PageParams } from "../filters/params.ts";
import { tasksUrl } from "../filters/params.ts";
import { goTo } from "../filters/use-list-params.ts";
import type { PanelField } from "../list/use-list-actions.ts";

/** Which task's panel is open: the address says it, so that Back closes it and a link leads to it. */
export function usePanel(params: PageParams) {
  const [field, setField] = useState<PanelField>();
  /** Whether going back leads to the list. */
  const opened = useRef(false);

  return {
    id: params.task,
    field,
    hrefOf: (task: string) => tasksUrl({ ...params, task }),
    open: (task: string, at?: PanelField) => {
      opened.current = true;
      setField(at);
      goTo({ task });
    },
    /** Closes it, unless it's another's by now. */
    close: (task: string) => {
      if (new URLSearchParams(location.search).get("task") !== task) return;
      if (opened.current) window.history.back();
      else goTo({ task: null }, "replace");
      opened.current = false;
    },
  };
}
