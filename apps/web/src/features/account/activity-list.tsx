import type { OutputOf } from "@claimcheck/contract/calls";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { activityWords } from "./activity-words.ts";
import { When } from "./when.tsx";

/** What happened to the account lately, a page at a time; undefined: the API didn't tell. */
export function ActivityList({ page, isFirst }: { page: OutputOf<"listActivity"> | undefined; isFirst: boolean }) {
  if (!page)
    return <p>The tasks service doesn’t answer just now, and it keeps this list. Load the page again later.</p>;
  return (
    <>
      <ul>
        {page.items.map((event) => (
          <li
            key={event.id}
            className="flex flex-wrap justify-between gap-x-4 border-line py-2 not-first:border-t first:pt-0 last:pb-0"
          >
            <span>{activityWords(event)}</span>
            <span className="text-small text-muted">
              <When at={event.at} />
              {event.network && `, from ${event.network}`}
            </span>
          </li>
        ))}
      </ul>
      <p className="flex gap-4 empty:hidden">
        {!isFirst && (
          <a href="/account#activity" className={textLinkClass}>
            Newest
          </a>
        )}
        {page.nextCursor && (
          <a href={`/account?${new URLSearchParams({ before: page.nextCursor })}#activity`} className={textLinkClass}>
            Older
          </a>
        )}
      </p>
    </>
  );
}
