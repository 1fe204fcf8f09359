"use client";

import dynamic from "next/dynamic";
import { useId, useRef } from "react";
import { buttonClass } from "@/components/ui/button.tsx";
import { patiently } from "@/lib/load-patiently.ts";
import { countFilters } from "./params.ts";
import type { ListAddress } from "./use-list-params.ts";

const loadChoices = patiently(() => import("./filter-choices.tsx"));
const FilterChoices = dynamic(() => loadChoices().then(({ FilterChoices }) => FilterChoices), { ssr: false });

/** A button, and below it in a popover, as wide as a phone, order and filters. */
export function FilterPanel({ address, onManageTags }: { address: ListAddress; onManageTags: () => void }) {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  const count = countFilters(address.params);
  return (
    <>
      <button type="button" popoverTarget={id} className={buttonClass("secondary")}>
        Filter{count > 0 && ` (${count})`}
      </button>
      <section
        ref={panel}
        id={id}
        popover="auto"
        aria-label="Filter and sort"
        className="popover w-80 p-4 [position-area:block-end_span-inline-start] max-sm:w-[calc(100vw-2rem)] max-sm:justify-self-center max-sm:[position-area:block-end_span-all]"
      >
        <FilterChoices
          address={address}
          onManageTags={() => {
            // The focus goes back to the button first: a window that opens would shut this, and find it gone when it closes.
            panel.current?.hidePopover();
            onManageTags();
          }}
        />
      </section>
    </>
  );
}
