"use client";

import { useRef } from "react";
import { Button } from "@/components/ui/button.tsx";
import { inputClass } from "@/components/ui/field.tsx";
import { useAddTask } from "./task-mutations.ts";

/** Enter adds a task and keeps the cursor where it is, for the next one. */
export function AddTask() {
  const input = useRef<HTMLInputElement>(null);
  const { mutate } = useAddTask();

  function add(form: FormData): void {
    const title = String(form.get("title")).trim();
    input.current?.focus();
    if (!title) return;
    const giveBack = () => {
      if (input.current) input.current.value ||= title;
    };
    mutate(title, { onError: giveBack });
  }

  return (
    <form action={add} className="flex gap-2">
      <input
        ref={input}
        name="title"
        aria-label="New task"
        placeholder="What needs doing?"
        maxLength={200}
        autoComplete="off"
        enterKeyHint="done"
        className={inputClass}
      />
      <Button type="submit">Add</Button>
    </form>
  );
}
