"use client";

import { ApiError } from "@claimcheck/client/api-error";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState, useSyncExternalStore } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useApi } from "@/lib/api-provider.tsx";

const shown = 10;
const never = () => () => {};

/** Adds the tasks of a file that an export gave; all of them, or none and what is wrong in which row. */
export function ImportTasks() {
  const api = useApi();
  const queryClient = useQueryClient();
  const [said, setSaid] = useState<string>();
  const [wrong, setWrong] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const ready = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const file = new FormData(form).get("file");
    if (busy || !(file instanceof File)) return;
    setBusy(true);
    setSaid(undefined);
    setWrong([]);
    try {
      const type = file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/json";
      const response = await api.fetch("importTasks", { body: new Blob([file], { type }) });
      const { tasks } = (await response.json()) as { tasks: number };
      setSaid(tasks === 1 ? "1 task was added." : `${tasks} tasks were added.`);
      form.reset();
      await queryClient.invalidateQueries();
    } catch (error) {
      setWrong(error instanceof ApiError ? reasons(error) : ["The file couldn’t be read. Choose it again."]);
    } finally {
      setBusy(false);
    }
  }

  return (
    // Until scripts are there it can't be sent; were it, nothing of it would be in the address.
    <form method="post" onSubmit={add} className="grid gap-2 noscript:hidden">
      <label htmlFor={id} className="font-medium">
        Add tasks from a file
      </label>
      <div className="grid gap-3 sm:grid-cols-[1fr_auto]">
        <input
          id={id}
          type="file"
          name="file"
          accept=".json,.csv,application/json,text/csv"
          required
          className="w-full text-small file:mr-3 file:min-h-11 file:rounded-control file:border file:border-edge file:bg-surface file:px-4 file:font-medium"
        />
        <Button type="submit" look="secondary" disabled={!ready} aria-busy={busy}>
          Add them
        </Button>
      </div>
      <Alert>
        {wrong.length > 0 && (
          <ul className="grid gap-1 text-small wrap-anywhere">
            {wrong.slice(0, shown).map((line) => (
              <li key={line}>{line}</li>
            ))}
            {wrong.length > shown && <li>And {wrong.length - shown} more.</li>}
          </ul>
        )}
      </Alert>
      <p role="status" className="text-small font-medium empty:absolute">
        {said}
      </p>
    </form>
  );
}

/** The API's reasons as lines; `/body/tasks/3/title` is the title in the fourth row. */
function reasons({ detail, errors }: ApiError): string[] {
  // The API's details are sentences with their full stop, those of the client aren't.
  if (errors.length === 0) return [detail.replace(/\.?$/, ".")];
  return errors.map(({ pointer, detail }) => {
    const [, row, field] = /^\/body\/tasks\/(\d+)\/?(.*)$/.exec(pointer) ?? [];
    return row === undefined ? `${pointer}: ${detail}` : `Task ${Number(row) + 1}${field && `, ${field}`}: ${detail}`;
  });
}
