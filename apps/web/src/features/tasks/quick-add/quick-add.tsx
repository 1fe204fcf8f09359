"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { inputClass } from "@/components/ui/field.tsx";
import { useShortcut } from "@/features/shortcuts/use-shortcut.ts";
import { tagsQuery } from "@/features/tags/tags-query.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { isPassing } from "@/lib/query-client.ts";
import type { Change } from "../changes/changes.ts";
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
/** What is written, and the phrases in it whose chip was taken away. */
const nothing = { text: "", kept: new Set<string>() as ReadonlySet<string> };

/** "pay rent fri 9am #home !high": Enter adds it and keeps the cursor where it is, for the next one. */
export function QuickAdd() {
  const input = useRef<HTMLInputElement>(null);
  const { uuid, now, timeZone } = useSetting();
  const { data: tags = [] } = useQuery(tagsQuery(useApi()));
  const submit = useSubmit();
  /** The last line that may have arrived, though nobody heard of it. */
  const lost = useRef<{ said: string; change: Change }>(undefined);
  const [line, setLine] = useState(nothing);
  const { text, kept } = line;
  const [problem, setProblem] = useState("");
  const [reader, setReader] = useState<Reader>();
  useShortcut("add", () => input.current?.focus());

  const load = () => loadReader().then(setReader);
  const parse = (line: string, read = reader?.read) =>
    parseQuickAdd(line, { readDate: read && ((rest, isKept) => read(rest, { now, timeZone }, isKept)), kept });

  function write(next: string): void {
    setLine(next ? { text: next, kept } : nothing);
    setProblem("");
    keepDraft(uuid, draft, next);
    if (!reader) void load();
  }

  useEffect(() => {
    // What was typed before the scripts were there, or before a new sign-in.
    const before = input.current?.value || readDraft(uuid, draft);
    if (typeof before !== "string") return;
    setLine({ ...nothing, text: before });
    void loadReader().then(setReader);
  }, [uuid]);

  async function add(): Promise<void> {
    input.current?.focus();
    if (!text.trim()) return;
    // At once: whoever presses Enter again, or types on, means the next one.
    setLine(nothing);
    // What was refused can be mended and sent again, unless the next one is being written already.
    const giveBack = () => setLine((now) => (now.text ? now : line));
    // Whoever types faster than the reader of dates arrives waits for it; without network it goes without.
    const read = parse(text, reader?.read ?? (await loadReader()).read);
    const why = problemOf(read);
    if (why) {
      giveBack();
      return setProblem(why);
    }
    const said = [text, ...[...kept].sort()].join("\n");
    // Just as it was then: "in 20 min" is another moment by now, and another request under the same key is refused.
    const change = lost.current?.said === said ? lost.current.change : addTask(read.title, read.chips, tags);
    lost.current = undefined;
    submit({
      ...change,
      onDone: () => readDraft(uuid, draft) === text && keepDraft(uuid, draft, undefined),
      onRefused: (error) => {
        if (isPassing(error)) lost.current = { said, change };
        giveBack();
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
          aria-describedby={problem ? "quick-add-problem" : "quick-add-help"}
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
      <p id="quick-add-help" className="sr-only">
        A date at the start or end, #tag and !priority are taken out of the title.
      </p>
      <div id="quick-add-problem" aria-live="polite" className="text-small font-medium text-danger empty:absolute">
        {problem}
      </div>
      {shown && (
        <shown.QuickAddChips
          chips={chips}
          tags={tags}
          onKeep={(phrase) => {
            input.current?.focus();
            setLine({ text, kept: new Set([...kept, phrase]) });
          }}
        />
      )}
      <output className="sr-only">{shown && <shown.ChipWords chips={chips} tags={tags} />}</output>
    </form>
  );
}
