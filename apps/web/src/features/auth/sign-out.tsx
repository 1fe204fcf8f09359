"use client";

import { Button } from "@/components/ui/button.tsx";
import { forgetDrafts } from "@/features/tasks/drafts.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { signOut } from "./actions.ts";

export function SignOut() {
  const { forget } = useApi();
  return (
    <form
      action={signOut}
      onSubmit={() => {
        forget();
        forgetDrafts();
      }}
      className="-mr-3 shrink-0"
    >
      <Button type="submit" look="quiet">
        Sign out
      </Button>
    </form>
  );
}
