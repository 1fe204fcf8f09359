"use client";

import { ConnectionBar } from "./connection-bar.tsx";
import { KeepFocus } from "./keep-focus.tsx";
import { LiveChanges } from "./live-changes.tsx";
import { SamePerson } from "./same-person.tsx";

/** What keeps an open page true: changes made elsewhere, the connection, who is signed in, and where the focus is. */
export function Live({ personId }: { personId: string }) {
  return (
    <>
      <SamePerson id={personId} />
      <LiveChanges />
      <KeepFocus />
      <ConnectionBar />
    </>
  );
}
