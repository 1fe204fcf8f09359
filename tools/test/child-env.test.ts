import { expect, test } from "vitest";
import { apiSettings } from "../../apps/api/src/config.ts";
import { webSettings } from "../../apps/web/src/config.ts";
import { withOrigins } from "../stack/checked-settings.ts";
import { childEnv } from "../stack/child-env.ts";

const everything = {
  PATH: "/bin",
  HOME: "/home/somebody",
  AWS_SECRET_ACCESS_KEY: "of the shell",
  BETTER_AUTH_URL: "http://localhost:3000",
  BETTER_AUTH_SECRET: "plain",
  BETTER_AUTH_SECRETS: "1:versioned",
  DATABASE_URL: "postgres://owner",
  WEB_DATABASE_URL: "postgres://web",
  API_DATABASE_URL: "postgres://api",
  DEMO_PASSWORD: "demo",
};

test("the API gets no issuer secret, no demo password and no database URL but its own", () => {
  expect(childEnv(everything, Object.keys(apiSettings), {})).toEqual({
    PATH: "/bin",
    HOME: "/home/somebody",
    BETTER_AUTH_URL: "http://localhost:3000",
    API_DATABASE_URL: "postgres://api",
  });
});

test("the web app gets the secrets, and neither the owner's nor the API's database URL", () => {
  expect(childEnv(everything, Object.keys(webSettings), {})).toEqual({
    PATH: "/bin",
    HOME: "/home/somebody",
    BETTER_AUTH_URL: "http://localhost:3000",
    BETTER_AUTH_SECRET: "plain",
    BETTER_AUTH_SECRETS: "1:versioned",
    WEB_DATABASE_URL: "postgres://web",
  });
});

test("what is given for a process wins over what is set", () => {
  const env = childEnv(everything, ["DATABASE_URL"], { DATABASE_URL: "postgres://derived" });
  expect(env.DATABASE_URL).toBe("postgres://derived");
});

test("public origins follow changed ports, unless they are set", () => {
  const given = { WEB_PORT: "3001", API_PORT: "8001", API_URL: "https://api.example.com" };
  expect(withOrigins(given)).toEqual({ ...given, BETTER_AUTH_URL: "http://localhost:3001" });
});
