"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { inputClass } from "@/components/ui/field.tsx";
import { useShortcut } from "@/features/shortcuts/use-shortcut.ts";
import { tagsQuery } from "@/features/tags/tags-query.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { isPassing } from "@/lib/query-client.ts";
import { useSubmit } from "../changes/use-submit.tsx";
import { keepDraft, readDraft } from "../drafts.ts";
import { useSetting } from "../setting.tsx";
import { addTask } from "./add-task.ts";
import { parseQuickAdd, problemOf } from "./parse.ts";

/** What reads dates, and shows what was understood; nothing when it can't be loaded. */
const loadReader = (): Promise<Reader> =>
  Promise.all([import("./read-date.ts"), import("./quick-add-chips.tsx")]).then(
    ([{ readDate }, shown]) => ({ read: readDate, shown }),
    () => ({}),
  );
type Reader = {
  read?: typeof import("./read-date.ts").readDate;
  shown?: typeof import("./quick-add-chips.tsx");
};
const draft = "add";

/** "pay rent fri 9am #home !high": Enter adds it and keeps the cursor where it is, for the next one. */
export function QuickAdd() {
  const input = useRef<HTMLInputElement>(null);
  const { uuid, now, timeZone } = useSetting();
  const { data: tags = [] } = useQuery(tagsQuery(useApi()));
  const submit = useSubmit();
  /** The last line that may have arrived, though nobody heard of it. */
  const lost = useRef<{ text: string; key: string }>(undefined);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState("");
  const [reader, setReader] = useState<Reader>();
  useShortcut("add", () => input.current?.focus());

  const load = () => loadReader().then(setReader);
  const parse = (line: string, read = reader?.read) =>
    parseQuickAdd(line, { readDate: read && ((rest, isKept) => read(rest, { now, timeZone }, isKept)), kept });

  function write(line: string): void {
    setText(line);
    setProblem("");
    keepDraft(uuid, draft, line);
    if (!reader) void load();
    if (!line) setKept(new Set());
  }

  useEffect(() => {
    // What was typed before the scripts were there, or before a new sign-in.
    const line = input.current?.value || readDraft(uuid, draft);
    if (typeof line !== "string") return;
    setText(line);
    void loadReader().then(setReader);
  }, [uuid]);

  async function add(): Promise<void> {
    input.current?.focus();
    if (!text.trim()) return;
    // At once: whoever presses Enter again, or types on, means the next one.
    setText("");
    setKept(new Set());
    const refuse = (why: string) => {
      setText((current) => current || text);
      setKept(kept);
      setProblem(why);
    };
    // Whoever types faster than the reader of dates arrives waits for it; without network it goes without.
    const read = parse(text, reader?.read ?? (await loadReader()).read);
    const why = problemOf(read);
    if (why) return refuse(why);
    const { title, chips } = read;
    const key = lost.current?.text === text ? lost.current.key : `new-${crypto.randomUUID()}`;
    lost.current = undefined;
    submit({
      ...addTask(title, chips, tags, key),
      onDone: () => readDraft(uuid, draft) === text && keepDraft(uuid, draft, undefined),
      // What was refused can be mended and sent again, unless the next one is being written already.
      onRefused: (error) => {
        if (isPassing(error)) lost.current = { text, key };
        setText((current) => current || text);
        return false;
      },
    });
  }

  const { chips } = parse(text);
  const shown = reader?.shown;
  return (
    <form
      // For whoever is faster than the scripts: React keeps that, and no field gets into the address.
      action={() => void add()}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
      className="grid gap-2"
    >
      <div className="flex gap-2">
        <input
          ref={input}
          name="title"
          aria-label="New task"
          aria-describedby="quick-add-help"
          aria-invalid={problem ? true : undefined}
          placeholder="Pay rent fri 9am #home !high"
          maxLength={300}
          autoComplete="off"
          enterKeyHint="done"
          value={text}
          onFocus={load}
          onChange={(event) => write(event.target.value)}
          className={inputClass}
        />
        <Button type="submit">Add</Button>
      </div>
      <p id="quick-add-help" className={problem ? "text-small font-medium text-danger" : "sr-only"}>
        {problem || "A date at the start or end, #tag and !priority are taken out of the title."}
      </p>
      {shown && (
        <shown.QuickAddChips
          chips={chips}
          tags={tags}
          onKeep={(phrase) => {
            input.current?.focus();
            setKept(new Set([...kept, phrase]));
          }}
        />
      )}
      <output className="sr-only">{shown && <shown.ChipWords chips={chips} tags={tags} />}</output>
    </form>
  );
}
