"use client";

import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { attemptOf } from "@/lib/attempt.ts";
import { chooseSingleKeys } from "@/lib/preference-actions.ts";
import { KeyCaps } from "./key-caps.tsx";
import { shortcuts } from "./shortcuts.ts";

const groups = [...new Set(shortcuts.map(({ group }) => group))];

/** Every shortcut with its keys, and the switch for those that are a single character. */
export function HelpSheet({ singleKeys, onClose }: { singleKeys: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="grid gap-6">
        {groups.map((group) => (
          <section key={group} className="grid gap-1">
            <h3 className="font-semibold">{group}</h3>
            <dl className="divide-y divide-line">
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map(({ id, label, keys }) => (
                  <div key={id} className="flex items-center justify-between gap-4 py-1.5">
                    <dt>{label}</dt>
                    <dd className="shrink-0">
                      <KeyCaps keys={keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <form
          action={chooseSingleKeys}
          onSubmit={attemptOf(chooseSingleKeys, "The keys stay as they are: your choice didn’t get through.")}
          className="-mx-5 grid justify-items-start gap-3 border-t-2 border-dashed border-line px-5 pt-5"
        >
          <p aria-live="polite">
            {singleKeys
              ? "Keys that are a single character work while you aren’t typing. If you speak to your computer, you may want them off."
              : "Keys that are a single character are off. The others work."}
          </p>
          <Button type="submit" name="keys" value={singleKeys ? "off" : "on"} look="secondary">
            {singleKeys ? "Switch single keys off" : "Switch single keys on"}
          </Button>
        </form>
      </div>
    </Dialog>
  );
}
