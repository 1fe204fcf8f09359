"use client";

import { lazy, Suspense, useState } from "react";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { loadMarkdown } from "./load-markdown.ts";

const Markdown = lazy(() => loadMarkdown().then(({ Markdown }) => ({ default: Markdown })));

/** The description as it's written, or as it will look. */
export function Description({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [preview, setPreview] = useState(false);
  return (
    <div className="relative">
      {preview ? (
        <section aria-label="Preview of the description" className="grid gap-1.5">
          <span className="font-medium">Description</span>
          <div className="min-h-28 rounded-control border border-dashed border-edge px-3 py-2.5">
            <Suspense fallback={<Skeleton className="h-4 w-2/3" />}>
              <Markdown>{value || "*Nothing yet*"}</Markdown>
            </Suspense>
          </div>
        </section>
      ) : (
        <TextArea
          label="Description"
          hint="Markdown"
          maxLength={10_000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <button
        type="button"
        aria-pressed={preview}
        onClick={() => setPreview(!preview)}
        className="absolute -top-2 right-0 min-h-10 rounded-small px-3 text-small font-medium text-muted hover:text-ink aria-pressed:text-ink aria-pressed:underline"
      >
        Preview
      </button>
    </div>
  );
}
