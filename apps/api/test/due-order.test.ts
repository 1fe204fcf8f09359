import { afterAll, beforeAll, expect, test } from "vitest";
import { startOfDay } from "../src/days.ts";
import { startApi, type TestApi } from "./support/api.ts";
import { twoPeople } from "./support/two-people.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

// Winter and summer.
const days = ["2026-12-30", "2026-12-31", "2027-07-01", "2027-07-02"];
const zones = [
  "Asia/Tokyo",
  "Pacific/Auckland",
  "Pacific/Kiritimati",
  "Europe/Berlin",
  "America/Los_Angeles",
  "Africa/Accra",
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
    const { items } = (await ada.call("GET", `/v1/tasks?sort=due&order=${order}&tz=${tz}&limit=100`)).body;
    expect(items.map(({ id }: { id: string }) => dayOf.get(id))).toEqual(expected);
  }
});

const two = () => twoPeople(api);
