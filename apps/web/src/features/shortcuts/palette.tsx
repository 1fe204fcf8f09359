"use client";

import { type KeyboardEvent, useId, useState } from "react";
import { Dialog } from "@/components/ui/dialog.tsx";
import { inputClass } from "@/components/ui/field.tsx";
import { type Command, matching, useCommands } from "./commands.ts";
import { KeyCaps } from "./key-caps.tsx";

/** Type what you want, and Enter does it: a combobox whose list is always open. */
export function Palette({ isAdmin, onClose }: { isAdmin: boolean; onClose: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = matching(useCommands(isAdmin), typed);
  const optionId = (index: number) => `${id}-${index}`;

  function run(command: Command | undefined): void {
    if (!command) return;
    onClose();
    // After the dialog has given the focus back, so that a command may put it elsewhere.
    requestAnimationFrame(command.run);
  }

  function move(to: number): void {
    const next = (to + found.length) % found.length;
    setAt(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") run(found[at]);
    else if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title="Command palette" onClose={onClose}>
      <div className="grid gap-3">
        <div className="sticky -top-5 z-10 -mx-5 -mt-5 bg-surface px-5 pt-5 pb-1">
          <input
            type="text"
            role="combobox"
            aria-label="What do you want to do?"
            aria-expanded="true"
            aria-controls={id}
            aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder="What do you want to do?"
            data-autofocus
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
            className={inputClass}
          />
        </div>
        <output className="sr-only">{found.length === 1 ? "1 command" : `${found.length} commands`}</output>
        {found.length === 0 && <p className="px-3 py-2 text-muted">No command has these words.</p>}
        <div id={id} role="listbox" aria-label="Commands" className="-mx-2">
          {found.map((command, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the input, as in any combobox.
            // biome-ignore lint/a11y/useFocusableInteractive: so does the focus; the input says which one is active.
            <div
              key={command.id}
              id={optionId(index)}
              role="option"
              aria-selected={index === at}
              onClick={() => run(command)}
              onPointerMove={() => setAt(index)}
              className="flex min-h-11 scroll-mt-22 cursor-pointer items-center justify-between gap-4 rounded-small px-3 -outline-offset-2 outline-ink aria-selected:bg-line/60 aria-selected:outline-2"
            >
              <span>{command.label}</span>
              {command.keys ? (
                <KeyCaps keys={command.keys} />
              ) : (
                <span className="text-small text-muted">{command.kind}</span>
              )}
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
