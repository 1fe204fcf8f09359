import type { ReactNode } from "react";

/** Something went wrong, read out at once. Keep it mounted while empty, so that its text is a change. */
export function Alert({ className = "", children }: { className?: string; children?: ReactNode }) {
  return (
    <div role="alert" className={`scroll-my-4 empty:absolute ${className}`}>
      {children && (
        <div className="flex items-center justify-between gap-4 rounded-control border border-danger bg-danger-soft px-4 py-2.5">
          {children}
        </div>
      )}
    </div>
  );
}
