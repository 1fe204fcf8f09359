"use client";

import Link from "next/link";
import { type View, viewNames, viewWords } from "./params.ts";

/** The saved views, as links. A press changes the list at once, without asking the server for a page. */
export function ViewsNav({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <nav aria-label="Views" className="-mx-4 scroll-px-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-1">
        {viewNames.map((name) => (
          <li key={name}>
            <Link
              href={{ pathname: "/tasks", query: name === "open" ? {} : { view: name } }}
              prefetch={false}
              aria-current={name === view ? "page" : undefined}
              onNavigate={(event) => {
                event.preventDefault();
                onView(name);
              }}
              className="flex min-h-11 items-center border-b-2 border-transparent forced-colors:border-[Canvas] px-2.5 text-small whitespace-nowrap text-muted hover:text-ink aria-[current]:[scroll-initial-target:nearest] aria-[current]:border-accent-edge aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {viewWords[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
