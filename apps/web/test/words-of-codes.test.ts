import { expect, test } from "vitest";
import { providerName } from "../src/auth/provider-name.ts";
import { providerTrouble } from "../src/features/auth/provider-trouble.ts";
import { explain, inOneLine } from "../src/features/auth/refusals.ts";

test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
  "%s, which every object of JavaScript has, is taken for an unknown code",
  async (code) => {
    expect(providerTrouble(code)).toBe(providerTrouble("unknown"));
    expect(providerName(code)).toBe(code);
    const explained = await explain(Response.json({ code }, { status: 400 }), "http://localhost");
    expect(explained).toEqual({ code, message: "That didn’t work just now. Try again in a moment." });
  },
);

test("after too many attempts with a provider the words say how long to wait", () => {
  expect(providerTrouble("wait_37")).toBe("Too many attempts. Try again in 37 seconds.");
  expect(providerTrouble("wait_<b>")).toBe(providerTrouble("unknown"));
});

test("where nothing counts down, too many attempts are told with the seconds to wait, and other refusals without", async () => {
  const lines = await Promise.all(
    [
      new Response(null, { status: 429, headers: { "x-retry-after": "37" } }),
      new Response(null, { status: 429 }),
      new Response("<p>", { status: 500 }),
    ].map(async (response) => inOneLine(await explain(response, "http://localhost"))),
  );
  expect(lines).toEqual([
    "Too many attempts. Try again in 37 seconds.",
    "Too many attempts. Try again in 60 seconds.",
    "That didn’t work just now. Try again in a moment.",
  ]);
});
