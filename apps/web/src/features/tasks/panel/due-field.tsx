"use client";

import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { useSetting } from "../setting.tsx";
import type { Fields } from "./task-draft.ts";

/** A date and, if wanted, a time of the person's time zone. */
export function DueField({
  value: { date, time },
  onChange,
  ...focus
}: {
  value: Fields["due"];
  onChange: (value: Fields["due"]) => void;
  "data-autofocus"?: boolean;
}) {
  const { timeZone } = useSetting();
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(max(9rem,40%),1fr))] gap-4">
      <Field
        label="Due"
        type="date"
        min="1900-01-01"
        max="9998-12-30"
        value={date}
        // Without the time it would be lost: while a date is written by keyboard it's none now and then.
        onChange={(event) => onChange({ date: event.target.value, time })}
        {...focus}
      />
      <Field
        label="Time"
        type="time"
        disabled={!date}
        value={time}
        title={`In ${timeZone}`}
        onChange={(event) => onChange({ date, time: event.target.value })}
      />
      {date && (
        <Button
          look="quiet"
          className="col-span-full -mt-4 -mb-3 -ml-3 justify-self-start"
          onClick={() => onChange({ date: "", time: "" })}
        >
          Clear the date
        </Button>
      )}
    </div>
  );
}
