import type { Route } from "next";
import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { getIssuer } from "@/auth/issuer.ts";
import { offeredProviders } from "@/auth/providers.ts";
import { callIssuer } from "@/features/auth/call-issuer.ts";
import { safeNext, signInPath } from "@/lib/safe-next.ts";

/**
 * Sends the browser to a provider and, with `link`, back to the account page with one more way to sign in.
 * Only a link of our own pages starts that; from elsewhere one just gets to see the page.
 */
export async function GET(request: NextRequest, { params }: RouteContext<"/sign-in/[provider]">) {
  const { provider } = await params;
  const { searchParams } = request.nextUrl;
  const linking = searchParams.has("link");
  const next: Route = linking ? "/account" : safeNext(searchParams.get("next"));
  const page = linking ? next : signInPath(next);
  if (!(isOwn(request) && offeredProviders(getIssuer().config).some(({ id }) => id === provider))) redirect(page);
  const response = await callIssuer(linking ? "/link-social" : "/sign-in/social", {
    provider,
    callbackURL: next,
    errorCallbackURL: page,
  });
  if (response.status === 429) redirect(troubled(page, `wait_${response.headers.get("x-retry-after") ?? 60}`));
  const { url, code = "unavailable" } = (await response.json().catch(() => ({}))) as { url?: string; code?: string };
  redirect(url ? (url as Route) : troubled(page, code));
}

function troubled(page: Route, error: string): Route {
  return `${page}${page.includes("?") ? "&" : "?"}error=${encodeURIComponent(error)}` as Route;
}

function isOwn({ headers }: NextRequest): boolean {
  const site = headers.get("sec-fetch-site");
  // Browsers send it to https and localhost; elsewhere the page that led here has to do.
  if (site !== null) return site === "same-origin";
  return headers.get("referer")?.startsWith(`${getIssuer().config.BETTER_AUTH_URL}/`) ?? false;
}
