import type { ReactNode } from "react";
import { Button } from "./ui/button.tsx";
import { Ticket } from "./ui/ticket.tsx";

/** In place of a page that couldn't be drawn. */
export function Failed({ retry, stub }: { retry: () => void; stub: ReactNode }) {
  return (
    <main className="mx-auto w-full max-w-md px-4 pt-4 pb-16 sm:pt-10">
      <Ticket title="Something failed on our side" stub={stub}>
        <p className="text-muted">Nothing you did. It often works a moment later.</p>
        <Button onClick={retry}>Try again</Button>
      </Ticket>
    </main>
  );
}
