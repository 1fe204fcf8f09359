import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";

const settings = {
  BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("hex")}`,
  WEB_DATABASE_URL: "postgres://app_web@127.0.0.1:5432/claimcheck",
};

async function answer(site: string, path: string, headers: Record<string, string> = {}) {
  // It reads its settings once.
  vi.resetModules();
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.stubEnv("BETTER_AUTH_URL", site);
  vi.stubEnv("API_URL", site.replace("//", "//api."));
  const { proxy } = await import("../src/proxy.ts");
  return proxy(new NextRequest(`${site}${path}`, { headers }));
}

const session = { cookie: "__Host-claimcheck.session_token=something" };

afterEach(() => vi.unstubAllEnvs());

describe("what a page may do", () => {
  it("behind https, demands https for all that it loads", async () => {
    const { headers } = await answer("https://claimcheck.example", "/tasks", session);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy.split("; ")).toContain("upgrade-insecure-requests");
    expect(policy.split("; ")).toContain("connect-src 'self' https://api.claimcheck.example");
    expect(policy).not.toContain("unsafe");
  });

  it("on a plain http origin, doesn't demand it", async () => {
    const { headers } = await answer("http://localhost:3000", "/");
    expect(headers.get("content-security-policy")).not.toContain("upgrade-insecure-requests");
  });

  it("is said by us to Next, whatever a client claims", async () => {
    const forged = { "content-security-policy": "script-src 'nonce-forged'" };
    const { headers } = await answer("https://claimcheck.example", "/", forged);
    const said = headers.get("x-middleware-request-content-security-policy");
    expect(said).toBe(headers.get("content-security-policy"));
    expect(said).not.toContain("forged");
  });
});

describe("without a session cookie", () => {
  it.each(["/tasks", "/tasks/x?view=today", "/insights", "/account", "/token", "/admin?page=2"])(
    "%s leads to sign in and back",
    async (path) => {
      const { status, headers } = await answer("https://claimcheck.example", path);
      expect(status).toBe(307);
      const location = new URL(headers.get("location") ?? "");
      expect(location.pathname).toBe("/sign-in");
      expect(location.searchParams.get("next")).toBe(path);
    },
  );

  it("a session of another copy on this machine is none, since browsers send cookies to all ports of a host", async () => {
    const cookie = "claimcheck-3100.session_token=something";
    expect((await answer("http://localhost:3000", "/tasks", { cookie })).status).toBe(307);
    expect((await answer("http://localhost:3200", "/tasks", { cookie })).status).toBe(307);
    expect((await answer("http://localhost:3100", "/tasks", { cookie })).status).toBe(200);
  });

  it.each(["/", "/sign-in", "/tasksy", "/accounts"])("%s is open", async (path) => {
    const { headers } = await answer("https://claimcheck.example", path);
    expect(headers.get("location")).toBeNull();
  });
});
