import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { checkSettings } from "../stack/checked-settings.ts";

const basics = { BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("hex")}` };

test("mail is caught on this machine where nobody says where to send it, on the ports that are set", () => {
  expect(checkSettings(basics)).toMatchObject({
    catchesMail: true,
    env: {
      SMTP_URL: "smtp://127.0.0.1:1025",
      MAIL_CATCHER_URL: "http://localhost:8025",
      MAIL_FROM: expect.stringContaining("@"),
    },
  });
  const moved = { MAIL_SMTP_PORT: "1125", MAIL_UI_PORT: "8125", MAIL_FROM: "Mine <mine@claimcheck.example>" };
  expect(checkSettings({ ...basics, ...moved, SMTP_URL: "" })).toMatchObject({
    catchesMail: true,
    env: { SMTP_URL: "smtp://127.0.0.1:1125", MAIL_CATCHER_URL: "http://localhost:8125", MAIL_FROM: moved.MAIL_FROM },
  });
});

test("mail isn't caught where SMTP_URL says where to send it, or where people come from elsewhere", () => {
  const own = { SMTP_URL: "smtp://mail.claimcheck.example:2525", MAIL_FROM: "Mine <mine@claimcheck.example>" };
  // Ports that nobody listens on may be anybody's.
  const sent = checkSettings({ ...basics, ...own, MAIL_UI_PORT: "3000" });
  expect(sent).toMatchObject({ catchesMail: false, env: own });
  expect(sent.env.MAIL_CATCHER_URL).toBeUndefined();
  const elsewhere = checkSettings({ ...basics, BETTER_AUTH_URL: "https://app.claimcheck.example" });
  expect([elsewhere.catchesMail, elsewhere.env.SMTP_URL]).toEqual([false, undefined]);
});

test("a production start without mail settings ends before anything starts, unless mail is caught", () => {
  const production = { ...basics, NODE_ENV: "production" };
  expect(checkSettings(production).catchesMail).toBe(true);
  const check = () => checkSettings({ ...production, BETTER_AUTH_URL: "https://app.claimcheck.example" });
  expect(check).toThrow(/^SMTP_URL is missing: .*\nMAIL_FROM is missing: /);
});
