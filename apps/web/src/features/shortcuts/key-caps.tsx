import { Fragment } from "react";
import { isMac } from "./platform.ts";

const names: Partial<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  Escape: "Esc",
  Delete: "Del",
};

/** The keys of a shortcut as they stand on the keyboard; only where it's known whose keyboard it is. */
export function KeyCaps({ keys }: { keys: readonly string[] }) {
  return (
    <span className="flex shrink-0 items-center gap-1 text-small text-muted">
      {keys.map((key, at) => (
        <Fragment key={key}>
          {at > 0 && " or "}
          {key.split(/[ +]/).map((cap) => (
            <kbd
              key={cap}
              className="grid min-w-6 place-items-center rounded-small border border-b-2 border-edge bg-canvas px-1.5 font-sans font-medium text-ink"
            >
              {cap === "mod" ? (isMac() ? "⌘" : "Ctrl") : (names[cap] ?? (cap.length === 1 ? cap.toUpperCase() : cap))}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
