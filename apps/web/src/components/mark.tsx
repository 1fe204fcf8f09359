/** The ticket: the same drawing as app/icon.svg, in the text's own colour. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-8 shrink-0" aria-hidden="true">
      <path
        className="fill-accent stroke-accent-edge"
        strokeWidth="2"
        strokeLinejoin="round"
        d="M5 6h22a2 2 0 0 1 2 2v4.5a3.5 3.5 0 0 0 0 7V24a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4.5a3.5 3.5 0 0 0 0-7V8a2 2 0 0 1 2-2z"
      />
      <path
        className="fill-none stroke-on-accent"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
        d="m10.5 16.5 4 4 7.5-9"
      />
    </svg>
  );
}
