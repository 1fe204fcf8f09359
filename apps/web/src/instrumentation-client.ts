/**
 * Next evaluates this file before its own client, which then evaluates all it needs and hydrates the page in one task,
 * the longest of a page's start. Here the largest parts get a task each, so that the browser can answer in between:
 * docs/decisions/038.
 */

/** What Next loads before it begins, one after the other, with a turn for the browser after each (its app-bootstrap.js). */
const boot = self as { __next_s?: [source: 0, props: { children: string }][] };

// Evaluated once: Next finds them done. Not `import`, which would evaluate them now, or load them as scripts of their own.
for (const evaluate of [() => require("react-dom/client"), () => require("next/link")]) setTimeout(evaluate);

// Nothing to load, only to wait for; timers of the same delay run in the order in which they were set.
boot.__next_s = [...(boot.__next_s ?? []), [0, { children: "" }]];
