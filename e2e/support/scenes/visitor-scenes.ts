import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
import { alertOf, signIn, signUp } from "../enter.ts";
import { newEmail } from "../persona.ts";
import type { Scene } from "./scene.ts";

/** What somebody sees who isn't signed in; `email` has an account. */
export const visitorScenes: Scene[] = [
  { name: "home", path: "/" },
  { name: "sign-in", path: "/sign-in" },
  {
    name: "sign-in-refused",
    open: async ({ page }) => {
      await signIn(page, { email: newEmail("Nobody"), password: "not the password" });
      await expect(alertOf(page)).toBeVisible();
    },
  },
  { name: "sign-in-provider-trouble", path: "/sign-in?error=access_denied" },
  { name: "sign-in-password-changed", path: "/sign-in?done=password" },
  { name: "sign-in-signed-out", path: "/sign-in?done=session" },
  { name: "sign-up", path: "/sign-up" },
  {
    name: "sign-up-errors",
    open: async ({ page }) => {
      await page.goto("/sign-up");
      await page.getByLabel("Email").fill("nobody");
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
    },
  },
  {
    name: "check-mail",
    open: ({ page }) =>
      signUp(page, { email: newEmail("Somebody-with-a-rather-long-address"), password: "a few words are better" }),
  },
  { name: "forgot-password", path: "/forgot-password" },
  {
    name: "reset-password",
    open: async ({ page, email, mailOf }) => {
      await page.goto("/forgot-password");
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Send the link" }).click();
      await expect(page).toHaveURL("/check-mail");
      await page.goto(await mailOf(email).link(/choose a new password/i));
      await expect(page.getByRole("button", { name: "Set password" })).toBeVisible();
    },
  },
  { name: "reset-password-ended", path: "/reset-password" },
  { name: "verify-email-ended", path: "/verify-email" },
  {
    // In another browser than the one that signed up, where it asks for a password.
    name: "verify-email",
    open: async ({ page, mailOf }) => {
      const email = newEmail("Somebody");
      await signUp(page, { email, password: "a few words are better" });
      await page.context().clearCookies();
      await page.goto(await mailOf(email).link(/Confirm your address/));
      await expect(page.getByRole("button", { name: "Set password and sign in" })).toBeVisible();
    },
  },
  { name: "goodbye", path: "/goodbye" },
  { name: "not-found", path: "/no-such-page" },
  {
    // The last one: nobody signs in from there for a while.
    name: "sign-in-too-often",
    open: async ({ page }) => {
      await signIn(page, { email: newEmail("Nobody"), password: "not the password" });
      const [button, limited] = [
        page.getByRole("button", { name: "Sign in", exact: true }),
        alertOf(page).filter({ hasText: "Too many attempts" }),
      ];
      for (let attempt = 0; attempt < 12 && !(await limited.isVisible()); attempt += 1) {
        await expect(button).toHaveAttribute("aria-busy", "false");
        const answered = page.waitForResponse((response) => response.request().method() === "POST");
        await button.click();
        await answered;
        await expect(button).toHaveAttribute("aria-busy", "false");
      }
      await expect(limited).toBeVisible();
    },
  },
];

const lastResort = path.resolve(
  import.meta.dirname,
  "../../../apps/web/.next/standalone/apps/web/.next/server/pages/500.html",
);

/** What is left where things break: the page of errors outside of the signed-in pages, and what needs no script at all. */
export const visitorErrorScenes: Scene[] = [
  {
    name: "error-visitor",
    open: async ({ page }) => {
      // Also in the answer to a form that is sent before the scripts are there.
      await page.addInitScript(() => {
        if (location.search !== "?broken") return;
        HTMLFormElement.prototype.querySelector = () => {
          throw new Error("What a form relies on broke");
        };
      });
      await page.goto("/sign-in?broken");
      await page.getByLabel("Email").fill(newEmail("Nobody"));
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("heading", { name: "Something failed on our side" })).toBeVisible();
    },
  },
  {
    name: "error-last-resort",
    open: async ({ page }) => {
      const body = await readFile(lastResort, "utf8");
      await page.route("**/last-resort", (route) => route.fulfill({ contentType: "text/html", body }));
      await page.goto("/last-resort");
    },
    close: ({ page }) => page.unroute("**/last-resort"),
  },
];
