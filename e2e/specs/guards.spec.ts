import { expect, test } from "../support/fixtures.ts";
import { expectAccessible, expectFocusInSight, expectNoLayoutShift, expectNothingCut } from "../support/guards.ts";
import { neighbours } from "../support/neighbour.ts";
import { sql } from "../support/sql.ts";

test("a cookie for the API, a token in a URL, a complaint, movement, another machine: each is seen when it happens", async ({
  newPersona,
  urls: { apiUrl },
  complaints,
}) => {
  const { page } = await newPersona("Ada");
  await page.evaluate(async (url) => {
    await fetch(`${url}/readyz`, { credentials: "include" }).catch(() => {});
    await fetch("/sign-in?token=eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJBZGEifQ.c2lnbmVk");
    // What is random may have the first letters of a token in it.
    await fetch("/sign-up?state=q3eyJhbGciOiJFZERTQSJ9");
    console.error("said on the console");
  }, apiUrl);
  const seen = () => [...new Set(complaints.filter((text) => !text.includes("CORS policy")))];
  await expect
    .poll(seen)
    .toEqual([
      "a cookie went to the API: GET /readyz",
      expect.stringMatching(/^a token stands in a URL: .*\/sign-in$/),
      "said on the console",
    ]);
  complaints.length = 0;
  const moved = expectNoLayoutShift(page, () =>
    page.evaluate(() => {
      const late = document.createElement("p");
      late.textContent = "late";
      document.body.prepend(late);
    }),
  );
  await expect(moved).rejects.toThrow("what moved at");
  await expect(page.goto("http://elsewhere.example/")).rejects.toThrow("ERR_EMPTY_RESPONSE");
  expect(seen()).toEqual(["a request went to another machine: http://elsewhere.example"]);
  complaints.length = 0;
});

test("a script or picture that isn’t there is seen, a refusal isn’t", async ({
  newPersona,
  urls: { apiUrl },
  complaints,
}) => {
  const { page } = await newPersona("Ada");
  for (const url of [`${apiUrl}/v1/tasks`, "/no-such-page", "/_next/static/chunks/gone.js", "/gone.png"]) {
    await page.evaluate((url) => fetch(url).then((answer) => answer.text()), url);
  }
  const missing = (path: string) =>
    expect.stringMatching(new RegExp(`^Failed to load resource: .*404 .*${path.replaceAll(".", "\\.")}$`));
  await expect.poll(() => complaints).toEqual([missing("/gone.js"), missing("/gone.png")]);
  complaints.length = 0;
});

test("what can’t be read, reached or seen is told: by axe, cut off, too wide, scrolled sideways, outside, covered", async ({
  newVisitor,
}) => {
  const { page } = await newVisitor();
  const show = (body: string) =>
    page.setContent(`<!doctype html><html lang="en"><title>Guarded</title><main><h1>Guarded</h1>${body}</main>`);
  for (const [body, seen] of [
    ["<button></button>", "button-name"],
    ['<p style="overflow: hidden"><span style="display: block; width: 2000px">Long</span></p>', "<p style"],
    ['<p style="overflow-y: auto"><span style="display: block; width: 2000px">Long</span></p>', "scrolls sideways"],
    ['<p style="width: 2000px">Long</p>', "px too wide"],
    ['<button style="position: absolute; left: -300px">Away</button>', "outside: "],
  ] as const) {
    await show(body);
    await expect(expectAccessible(page)).rejects.toThrow(seen);
    if (seen !== "button-name") await expect(expectNothingCut(page)).rejects.toThrow(seen);
  }
  // As these are with wider text only, whatever typeface the machine has.
  await show(
    '<p style="font-family: monospace; width: 20ch; overflow: hidden; white-space: nowrap">Nineteen characters</p>',
  );
  await expect(expectNothingCut(page)).rejects.toThrow("with wide text");
  await show('<p style="overflow: hidden; text-overflow: ellipsis">Right</p><pre style="overflow: auto">code</pre>');
  await expectAccessible(page);
  await expectNothingCut(page);

  await show('<button>Below</button><p style="position: fixed; inset: 0; margin: 0; background: white">Over it</p>');
  await page.getByRole("button").focus();
  await expect(expectFocusInSight(page)).rejects.toThrow("<button>Below");
  await page.locator("p").evaluate((over) => over.remove());
  await expectFocusInSight(page);
  await page.setContent("");
});

test("what is somebody else’s on a page and a change of it are seen at the end of a test", async ({
  newVisitor,
  neighbour,
  urls: { ownerUrl },
}) => {
  const visitor = await newVisitor();
  const retitle = (from: string, to: string) =>
    sql(ownerUrl, "update task set title = replace(title, $2, $3) where user_id = $1", [neighbour.uuid, from, to]);
  await neighbour.expectApart([visitor]);
  await retitle("Right now", "Changed");
  await expect(neighbour.expectApart([visitor])).rejects.toThrow("Changed");
  await retitle("Changed", "Right now");
  await visitor.page.setContent(`<p>Right now ${neighbours}</p>`);
  await expect(neighbour.expectApart([visitor])).rejects.toThrow("toHaveCount");
  await visitor.page.setContent("");
});

test("a caller gets no limits of their own by lists of addresses, nor by the header that the web app writes itself", async ({
  urls: { webUrl },
}) => {
  const statuses = [];
  for (let time = 1; time <= 11; time += 1) {
    const headers = {
      origin: webUrl,
      "content-type": "application/json",
      "x-real-ip": `203.0.113.${time}, 198.18.0.1`,
      "x-claimcheck-ip": `203.0.113.${time}`,
    };
    const answer = await fetch(`${webUrl}/api/auth/sign-in/email`, { method: "POST", headers, body: "{}" });
    statuses.push(answer.status);
  }
  expect(statuses.at(-1)).toBe(429);
});

test("each visitor has an address and limits of their own, whatever address they claim", async ({
  newVisitor,
  urls: { webUrl },
}) => {
  const [ada, bob] = [await newVisitor(), await newVisitor()];
  const guess = async ({ context }: typeof ada, headers: Record<string, string> = {}) => {
    const options = { headers: { origin: webUrl, ...headers }, data: {} };
    return (await context.request.post("/api/auth/sign-in/email", options)).status();
  };
  const answers = new Set<number>();
  for (let time = 1; time <= 10; time += 1) answers.add(await guess(ada));
  expect([...answers]).toEqual([400]);
  for (const headers of [{}, { "x-real-ip": "203.0.113.9" }, { "x-forwarded-for": "203.0.113.9" }]) {
    expect(await guess(ada, headers)).toBe(429);
  }
  expect(await guess(bob)).toBe(400);
});
