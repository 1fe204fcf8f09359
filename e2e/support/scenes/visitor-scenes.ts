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
  { name: "goodbye", path: "/goodbye" },
  { name: "not-found", path: "/no-such-page" },
];
