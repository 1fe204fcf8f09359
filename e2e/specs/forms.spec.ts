import type { Page, Request } from "@playwright/test";
import { alertOf, signIn } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { newEmail } from "../support/persona.ts";

const password = "a few words are better";

/** No field of a form may ever be part of an address, be it asked for or shown. */
function watchAddresses(page: Page, secrets: string[]): void {
  const look = (url: string) => {
    for (const secret of secrets) expect(decodeURIComponent(url)).not.toContain(secret);
  };
  page.on("request", (request: Request) => look(request.url()));
  page.on("framenavigated", (frame) => look(frame.url()));
}

test("without scripts a person signs up, confirms, signs out and in again, and no field is ever in a URL", async ({
  newVisitor,
  mailOf,
}) => {
  const { page, context } = await newVisitor({ javaScriptEnabled: false });
  const email = newEmail("Ada");
  watchAddresses(page, [email, password]);
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  // The browser itself looks at the length; nothing was sent.
  await expect(page).toHaveURL("/sign-up");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/check-mail");
  await expect(page.getByRole("button", { name: /Send again in \d+ seconds/ })).toBeVisible();

  await page.goto(await mailOf(email).link(/Confirm/));
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page).toHaveURL("/tasks");

  await context.clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(alertOf(page)).toContainText("isn’t right");
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/tasks");
});

test("a form sent before its scripts have come is a POST, and one that is half filled in when they come stays so", async ({
  newPersona,
  newVisitor,
}) => {
  const ada = await newPersona("Ada");
  const { page } = await newVisitor();
  watchAddresses(page, [ada.email, ada.password]);
  let come = () => {};
  const late = new Promise<void>((resolve) => {
    come = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await late;
    await route.continue();
  });
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  const posted = page.waitForRequest((request) => request.method() === "POST");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  expect(new URL((await posted).url()).pathname).toBe("/sign-in");
  await expect(alertOf(page)).toContainText("isn’t right");

  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  come();
  const toggle = page.getByRole("button", { name: "Show password" });
  await expect(async () => {
    // Once the scripts are there a click shows; a second one would take it back.
    if ((await toggle.getAttribute("aria-pressed")) !== "true") await toggle.click();
    await expect(toggle).toHaveAttribute("aria-pressed", "true", { timeout: 200 });
  }).toPass();
  await expect(page.getByLabel("Email")).toHaveValue(ada.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(ada.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/tasks");
});

test("nothing that was typed is lost when an attempt doesn't get through, or is refused", async ({
  newPersona,
  newVisitor,
  urls: { webUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, proxy } = await newVisitor();
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Bob");
  await page.getByLabel("Email").fill(newEmail("Bob"));
  const secret = page.getByLabel("Password", { exact: true });
  await secret.fill(password);
  proxy.cut(webUrl);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(alertOf(page)).toContainText("Nothing is lost");
  await expect(page.getByLabel("Name")).toHaveValue("Bob");
  await expect(secret).toHaveValue(password);
  proxy.mend(webUrl);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/check-mail");

  await signIn(page, { email: ada.email, password: "not the password" });
  await expect(alertOf(page)).toContainText("isn’t right");
  await expect(page.getByLabel("Email")).toHaveValue(ada.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("not the password");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
});

test("what is missing is said at the field, tied to it, and the first one gets the focus", async ({ newVisitor }) => {
  const { page } = await newVisitor();
  await page.goto("/sign-up");
  await page.getByLabel("Email").fill("nobody");
  await page.getByRole("button", { name: "Create account" }).click();
  const [name, email] = [page.getByLabel("Name"), page.getByLabel("Email")];
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription("Fill this in.");
  await expect(email).toHaveAccessibleDescription("This isn’t an email address.");
  await name.fill("Ada");
  await expect(name).not.toHaveAttribute("aria-invalid");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  // Who sends it by Enter is in the field already: no change of the focus has it read out.
  await email.press("Enter");
  await expect(email).toBeFocused();
  await expect(page.locator("[aria-live]").filter({ hasText: "This isn’t an email address." })).toHaveCount(1);
});

test("password managers find what they look for, and a password can be shown and pasted", async ({ newVisitor }) => {
  const { page, context } = await newVisitor();
  await page.goto("/sign-in");
  await expect(page.getByLabel("Email")).toHaveAttribute("autocomplete", "username");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("autocomplete", "current-password");
  await page.goto("/sign-up");
  await expect(page.getByLabel("Name")).toHaveAttribute("autocomplete", "name");
  await expect(page.getByLabel("Email")).toHaveAttribute("autocomplete", "username");
  const secret = page.getByLabel("Password", { exact: true });
  await expect(secret).toHaveAttribute("autocomplete", "new-password");

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), password);
  await secret.focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(secret).toHaveValue(password);
  const toggle = page.getByRole("button", { name: "Show password" });
  await expect(toggle).toHaveAttribute("aria-pressed", "false");
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  await expect(secret).toHaveAttribute("type", "text");
});

test("a locked Caps Lock is told while a password is typed", async ({ newVisitor }) => {
  const { page } = await newVisitor();
  await page.goto("/sign-in");
  const secret = page.getByLabel("Password", { exact: true });
  await expect(page.getByText("Caps Lock is on.")).toHaveCount(0);
  await secret.dispatchEvent("keydown", { key: "A", modifierCapsLock: true });
  await expect(page.getByText("Caps Lock is on.")).toBeVisible();
  await secret.dispatchEvent("keyup", { key: "a", modifierCapsLock: false });
  await expect(page.getByText("Caps Lock is on.")).toHaveCount(0);
});

test("too many attempts are told with how long to wait, for the one who makes them only", async ({
  newPersona,
  newVisitor,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newVisitor()];
  const { page } = await newVisitor();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(newEmail("Nobody"));
  const alert = alertOf(page);
  await page.getByLabel("Password", { exact: true }).fill("a guess");
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await answered;
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toHaveAttribute("aria-busy", "false");
  }
  await expect(alert).toContainText(/Too many attempts\. Try again in \d+ seconds?/);
  await signIn(bob.page, ada);
  await expect(bob.page).toHaveURL("/tasks");
});

test("a file can't be sent before the scripts that read it have come, and its name is never in a URL", async ({
  newPersona,
}) => {
  const [{ page }, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  watchAddresses(page, ["my-plans"]);
  const { promise: late, resolve: come } = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await late;
    await route.continue();
  });
  await page.goto("/account", { waitUntil: "commit" });
  const plans = { tasks: [{ title: "Of the plan" }] };
  const file = { name: "my-plans.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(plans)) };
  await page.getByLabel("Add tasks from a file").setInputFiles(file);
  await expect(page.getByRole("button", { name: "Add them" })).toBeDisabled();
  come();
  await page.getByRole("button", { name: "Add them" }).click();
  await expect(page.getByText("1 task was added.")).toBeVisible();
  await bob.page.reload();
  await expect(bob.page.getByText("Nothing to do yet")).toBeVisible();
});

test("a page that is older than its server is loaded anew once, with what was typed except the password", async ({
  newPersona,
  newVisitor,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = await newVisitor();
  watchAddresses(page, [ada.email, ada.password]);
  let outdated = 2;
  await page.route("/sign-in", async (route) => {
    const headers = route.request().headers();
    if (!headers["next-action"] || outdated === 0) return route.fallback();
    outdated -= 1;
    // The id of an action in a build that this server hasn't.
    await route.fallback({ headers: { ...headers, "next-action": "0".repeat(42) } });
  });
  const send = async () => {
    await page.getByLabel("Password", { exact: true }).fill(ada.password);
    await page.getByRole("button", { name: "Show password" }).click();
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(ada.email);
  await send();
  await expect(alertOf(page)).toHaveText("This page has been updated. Send it again.");
  await expect(page.getByLabel("Email")).toHaveValue(ada.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  // Where the server is replaced step by step, the next attempt may meet another build: no second reload.
  await send();
  await expect(alertOf(page)).toContainText("That didn’t get through");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/tasks");
  await bob.page.reload();
  await expect(bob.page).toHaveURL("/tasks");
});
