"use client";

import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { attemptOf } from "@/lib/attempt.ts";
import { searchPeople } from "./actions.ts";

/** Looks for people by a part of their address. */
export function PeopleSearch({ search }: { search: string }) {
  return (
    <search>
      <form
        action={searchPeople}
        onSubmit={attemptOf(searchPeople, "Nobody was looked for: that didn’t get through.")}
        className="grid items-end gap-3 sm:grid-cols-[1fr_auto]"
      >
        <Field label="Email contains" name="email" type="search" defaultValue={search} />
        <Button type="submit" look="secondary">
          Search
        </Button>
      </form>
    </search>
  );
}
