import { expect, test } from "../support/fixtures.ts";
import { jwtForm } from "../support/jwt-form.ts";

test("/token takes the caller's own token apart, and shows no whole signature", async ({ newPersona }) => {
  for (const name of ["Ada", "Bob"]) {
    const { page, email, token } = await newPersona(name);
    await page.getByRole("link", { name: "Token", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Your token" })).toBeVisible();
    const uuid = JSON.parse(atob((await token()).split(".")[1] ?? "")).uuid;
    for (const own of [email, uuid, "EdDSA", "tasks:read tasks:write"]) {
      await expect(page.getByText(own, { exact: true }).first()).toBeVisible();
    }
    await expect(
      page.getByRole("heading", { name: "Checks, as this web app sees them: the API takes it" }),
    ).toBeVisible();
    await expect(page.getByText("fail", { exact: true })).toHaveCount(0);
    await expect(page.getByRole("timer")).toHaveText(/Ends in \d+ s/);
    // 86 characters of base64url in a row would be a signature of Ed25519.
    expect(await page.content()).not.toMatch(/[\w-]{80,}\.[\w-]{80,}|[^\w-][\w-]{86}[^\w-]/);
  }
});

test("its buttons send real tokens to the real API, show the real answer and keep the focus", async ({
  newPersona,
}) => {
  const { page, email } = await newPersona("Ada");
  await page.goto("/token");
  const answer = page.locator("[aria-live=polite]").last();
  for (const [button, status, told] of [
    ["Send it as it is", "200", email],
    ["Send it tampered", "401", 'error="invalid_token"'],
    ["Send it expired", "401", "The access token expired"],
    ["Send it for another audience", "401", "token_invalid"],
  ] as const) {
    const asked = page.waitForResponse(
      (response) => response.url().endsWith("/v1/me") && response.request().method() === "GET",
    );
    await page.getByRole("button", { name: button, exact: true }).press("Enter");
    expect((await asked).status()).toBe(Number(status));
    await expect(answer).toContainText(`Sent ${button.replace("Send it ", "")}: ${status}`);
    await expect(answer).toContainText(told);
    await expect(page.getByRole("button", { name: button, exact: true })).toBeFocused();
  }
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toMatch(jwtForm);
});

test("a token of a narrower scope reads, and is refused a write with the scope it lacks", async ({
  newPersona,
  request,
  urls: { apiUrl },
}) => {
  for (const name of ["Ada", "Bob"]) {
    const { page } = await newPersona(name);
    const { token } = await page.evaluate(async () => (await fetch("/api/auth/token?scope=tasks:read")).json());
    const headers = { authorization: `Bearer ${token}` };
    expect((await request.get(`${apiUrl}/v1/tasks`, { headers })).status()).toBe(200);
    const write = await request.post(`${apiUrl}/v1/tasks`, { headers, data: { title: "x" } });
    expect(write.status()).toBe(403);
    expect((await write.json()).code).toBe("insufficient_scope");
    expect(write.headers()["www-authenticate"]).toContain('scope="tasks:write"');
  }
});
