import { isLoopback } from "@claimcheck/process/loopback";
import { readKeySet } from "@claimcheck/token-verifier/jwk";
import { fetchJwks } from "@claimcheck/token-verifier/jwks-fetch";
import { publicAudience, webOriginLetIn } from "../apps.ts";
import { compareClock } from "../finding.ts";
import { get } from "../get.ts";
import type { Item, Production } from "./item.ts";

const year = 365 * 24 * 60 * 60;
const origins = ({ api: { BETTER_AUTH_URL, API_URL } }: Production) => ({ BETTER_AUTH_URL, API_URL });

async function answers(url: string): Promise<string> {
  const response = await get(url);
  const { status } = ((await response.json().catch(() => ({}))) ?? {}) as { status?: unknown };
  if (!response.ok || status !== "ok") throw new Error(`${url} answers ${response.status}, and isn't ready`);
  return `answers at ${new URL(url).origin}`;
}

/** Whether who types no scheme is led to https, or finds nobody. */
async function noPlainHttp(at: Production): Promise<string> {
  for (const [name, origin] of Object.entries(origins(at))) {
    if (!origin.startsWith("https:")) throw new Error(`${name} isn't https`);
    const plain = await get(origin.replace(/^https/, "http")).catch(() => undefined);
    const elsewhere = plain?.headers.get("location")?.startsWith(`${origin}/`);
    if (plain && plain.status < 400 && !elsewhere) throw new Error(`${name}'s host answers http itself`);
  }
  return "trusted certificates, and nothing is served over http";
}

async function safeHeaders(at: Production): Promise<string> {
  const paths = { BETTER_AUTH_URL: "/sign-in", API_URL: "/livez" };
  for (const [name, origin] of Object.entries(origins(at))) {
    const { headers } = await get(origin + paths[name as keyof typeof paths]);
    const [, age = "0"] = /max-age=(\d+)/.exec(headers.get("strict-transport-security") ?? "") ?? [];
    if (Number(age) < year) throw new Error(`${name} demands https for ${age} s, and not for a year`);
    if (!headers.get("content-security-policy")) throw new Error(`${name} has no content-security-policy`);
    if (headers.get("x-content-type-options") !== "nosniff") throw new Error(`${name} lets browsers guess types`);
  }
  return "https demanded for a year, a policy on each answer";
}

/** The cookie of a passkey's challenge is the one that is set for anybody. */
async function safeCookies({ web }: Production): Promise<string> {
  const { headers } = await get(`${web.BETTER_AUTH_URL}/api/auth/passkey/generate-authenticate-options`);
  const cookies = headers.getSetCookie();
  if (cookies.length === 0) throw new Error("none arrives: something on the way takes Set-Cookie out");
  for (const cookie of cookies) {
    const [name = ""] = cookie.split("=");
    if (!name.startsWith("__Host-")) throw new Error(`${name} has no __Host- in front`);
    for (const flag of ["Secure", "HttpOnly", "SameSite=Lax"])
      if (!new RegExp(`; *${flag}(;|$)`, "i").test(cookie)) throw new Error(`${name} isn't ${flag}`);
    if (!/; *path=\/(;|$)/i.test(cookie)) throw new Error(`${name} isn't for the path /`);
    if (/; *domain=/i.test(cookie)) throw new Error(`${name} is sent to other hosts, too`);
  }
  return "__Host-, Secure, HttpOnly, SameSite=Lax, for this host alone";
}

async function oneOriginLetIn(at: Production): Promise<string> {
  const { BETTER_AUTH_URL, API_URL } = at.api;
  for (const origin of ["https://stranger.example", "null", `${BETTER_AUTH_URL}.stranger.example`]) {
    const { headers } = await get(`${API_URL}/v1/me`, { headers: { origin } });
    const allowed = headers.get("access-control-allow-origin");
    if (allowed === origin || allowed === "*") throw new Error(`the API lets in ${allowed}`);
  }
  return webOriginLetIn(at.api);
}

async function publishedKeys({ api }: Production): Promise<string> {
  const { signal } = new AbortController();
  const url = new URL(`${api.BETTER_AUTH_URL}/api/auth/jwks`);
  const document = await fetchJwks(url, { timeoutMs: 3000, signal });
  const symmetric = (document.keys as { kty?: unknown }[]).filter(({ kty }) => kty === "oct");
  if (symmetric.length > 0) throw new Error("a shared secret is published as a key");
  return `${(await readKeySet(document, api.JWT_ALGS)).size} usable for ${api.JWT_ALGS.join(", ")}, public members only`;
}

/** The names that only our own processes use are in nothing that a browser gets. */
async function insideNames({ web, api }: Production): Promise<string> {
  const shown = Object.values({ web: api.BETTER_AUTH_URL, api: api.API_URL }).map((url) => new URL(url).host);
  const inside = [web.API_INTERNAL_URL, api.JWKS_URL, web.WEB_DATABASE_URL, api.API_DATABASE_URL]
    .map((url) => new URL(url).host)
    .filter((host) => !shown.includes(host));
  for (const url of [`${api.BETTER_AUTH_URL}/sign-in`, `${api.API_URL}/openapi.json`]) {
    const response = await get(url);
    const text = [...response.headers].join("\n") + (await response.text());
    const told = inside.find((host) => text.includes(host));
    if (told) throw new Error(`${url} tells of ${told}`);
  }
  return "none is told to a browser";
}

async function metricsInside(at: Production): Promise<string> {
  const { API_METRICS_PORT: port, API_PORT, API_URL } = at.api;
  if (port === API_PORT) throw new Error("API_METRICS_PORT is API_PORT");
  const own = port && !isLoopback(API_URL) ? [`http://${new URL(API_URL).hostname}:${port}`] : [];
  for (const origin of [...Object.values(origins(at)), ...own]) {
    const response = await get(`${origin}/metrics`).catch(() => undefined);
    if (response?.ok && (await response.text()).includes("# TYPE"))
      throw new Error(`${origin}/metrics answers anybody`);
  }
  return port ? `on port ${port}, and not from outside` : "there are none";
}

async function clocks(at: Production): Promise<string> {
  for (const [name, origin] of Object.entries(origins(at))) {
    const { headers } = await get(`${origin}/`);
    const date = new Date(headers.get("date") ?? 0);
    try {
      compareClock(date);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  }
  return "within 5 s of this one's";
}

const web = ["web app"];
const api = ["API"];

/** What browsers get, from where this runs. */
export const siteItems: Item[] = [
  {
    name: "web app",
    mend: "start it, and let the proxy lead BETTER_AUTH_URL to WEB_PORT, with a certificate that browsers trust.",
    look: ({ api }) => answers(`${api.BETTER_AUTH_URL}/api/health`),
  },
  {
    name: "API",
    mend: "start it, and let the proxy lead API_URL to API_PORT; /readyz of the API says what it waits for.",
    look: ({ api }) => answers(`${api.API_URL}/readyz`),
  },
  {
    name: "HTTPS",
    mend: "let the proxy answer http with a redirect to https (308) and nothing else, or not at all.",
    after: [...web, ...api],
    look: noPlainHttp,
  },
  {
    name: "headers",
    mend: "let the proxy pass the apps' own headers on, and add none of its own.",
    after: [...web, ...api],
    look: safeHeaders,
  },
  { name: "cookies", mend: "let the proxy pass Set-Cookie on as it is.", after: web, look: safeCookies },
  {
    name: "CORS",
    mend: "let the proxy add no Access-Control-Allow-Origin, and give both apps the same BETTER_AUTH_URL.",
    after: api,
    look: oneOriginLetIn,
  },
  {
    name: "audience",
    mend: "give both apps the same API_URL and restart them.",
    after: api,
    look: ({ api }) => publicAudience(api),
  },
  {
    name: "published keys",
    mend: "`pnpm jwks check` with that address prints them; what isn't public is to be retired today.",
    after: web,
    look: publishedKeys,
  },
  {
    name: "inside names",
    mend: "set BETTER_AUTH_URL and API_URL to what browsers use, JWKS_URL and API_INTERNAL_URL to the inner addresses.",
    after: [...web, ...api],
    look: insideNames,
  },
  {
    name: "metrics",
    mend: "give API_METRICS_PORT a port of its own that no proxy and no firewall lets through.",
    after: [...web, ...api],
    look: metricsInside,
  },
  { name: "clocks", mend: "set the clock of that machine by NTP.", after: [...web, ...api], look: clocks },
];
