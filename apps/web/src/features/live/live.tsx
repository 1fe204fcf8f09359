"use client";

import { ConnectionBar } from "./connection-bar.tsx";
import { LiveChanges } from "./live-changes.tsx";
import { SamePerson } from "./same-person.tsx";

/** What keeps an open page true: changes made elsewhere, the state of the connection, and who is signed in. */
export function Live({ personId }: { personId: string }) {
  return (
    <>
      <SamePerson id={personId} />
      <LiveChanges />
      <ConnectionBar />
    </>
  );
}
