import { afterAll, beforeAll, expect, test } from "vitest";
import { leadsOf, startOfDay } from "../src/days.ts";
import { type Answer, startApi, type TestApi } from "./support/api.ts";
import { twoPeople } from "./support/two-people.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

// Winter and summer, once now and once when the offset of some zones was another.
const days = ["2011-12-28", "2011-12-29", "2021-07-01", "2021-07-02", "2026-12-30", "2026-12-31", "2027-07-01"];
const zones = [
  "Asia/Tokyo",
  "Pacific/Auckland",
  "Pacific/Kiritimati",
  "Europe/Berlin",
  "America/Los_Angeles",
  "Africa/Accra",
  // Half an hour less since 2022, but for summers.
  "Asia/Tehran",
  // Crossed the date line at the end of the second of those days.
  "Pacific/Apia",
];

test.each(zones)("by due date, a day stands before all of the next one as %s counts them", async (tz) => {
  const { ada, bob, task } = await two();
  const dayOf = new Map<string, string>();
  for (const day of days.toReversed()) {
    const lastMinute = new Date(Date.parse(startOfDay(day, tz, 1)) - 60_000).toISOString();
    for (const due of [{ dueOn: day }, { dueAt: startOfDay(day, tz) }, { dueAt: lastMinute }])
      dayOf.set((await task(ada, due)).id, day);
  }
  await task(bob, { dueOn: days[0] });
  const thrice = days.flatMap((day) => [day, day, day]);
  for (const [order, expected] of [
    ["asc", thrice],
    ["desc", thrice.toReversed()],
  ]) {
    const list = `/v1/tasks?sort=due&order=${order}&tz=${tz}`;
    const { items } = (await ada.call("GET", `${list}&limit=100`)).body;
    expect(items.map(({ id }: { id: string }) => dayOf.get(id))).toEqual(expected);
    // Each place that a cursor names is the one that Postgres counts.
    const paged: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body }: Answer = await ada.call("GET", `${list}&limit=4${cursor && `&cursor=${cursor}`}`);
      paged.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(items);
  }
});

test("in every zone, a day's key is in that day on each day around a change of its clocks since 1900", () => {
  const wrong: string[] = [];
  for (const tz of Intl.supportedValuesOf("timeZone")) {
    const leads = leadsOf(tz);
    let at = Temporal.ZonedDateTime.from(`1900-01-01T12:00[${tz}]`);
    for (let next = at.getTimeZoneTransition("next"); next && next.year < 2100; ) {
      for (const daysLater of [-1, 0]) {
        const day = next.toPlainDate().add({ days: daysLater }).toString();
        const { ms = 0 } = leads.findLast(({ from }) => from <= day) ?? {};
        const key = new Date(Date.parse(startOfDay(day, "UTC", 1)) - ms - 1).toISOString();
        // A day that was left out is over as it begins.
        const isThere = startOfDay(day, tz) < startOfDay(day, tz, 1);
        if (isThere && (key < startOfDay(day, tz) || key >= startOfDay(day, tz, 1))) wrong.push(`${tz} ${day} ${key}`);
      }
      at = next;
      next = at.getTimeZoneTransition("next");
    }
  }
  expect(wrong).toEqual([]);
});

const two = () => twoPeople(api);
