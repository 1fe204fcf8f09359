/** The place of something that is still on its way, as large as that will be. Say "Loading" beside it. */
export function Skeleton({ className = "h-4" }: { className?: string }) {
  return (
    <span aria-hidden="true" className={`block rounded-small bg-line/60 motion-safe:animate-pulse ${className}`} />
  );
}
