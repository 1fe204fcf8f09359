import { portTaken } from "@claimcheck/process/free-port";
import type { CheckedSettings } from "../stack/checked-settings.ts";
import { check, compareClock, type Finding } from "./finding.ts";
import { get } from "./get.ts";

type Origins = Pick<CheckedSettings["api"], "BETTER_AUTH_URL" | "API_URL">;

/** Throws unless the API lets in the web app's origin. */
export async function webOriginLetIn({ BETTER_AUTH_URL: origin, API_URL }: Origins): Promise<string> {
  const headers = {
    origin,
    "access-control-request-method": "GET",
    "access-control-request-headers": "authorization",
  };
  const response = await get(`${API_URL}/v1/me`, { method: "OPTIONS", headers });
  const allowed = response.headers.get("access-control-allow-origin");
  if (allowed !== origin) throw new Error(`the API lets in ${allowed ?? "nobody"}, not ${origin}`);
  return `the API lets in ${origin}`;
}

/** Throws unless the API takes itself for the audience that the web app mints tokens for. */
export async function publicAudience({ API_URL }: Origins): Promise<string> {
  const { servers } = (await (await get(`${API_URL}/openapi.json`)).json()) as { servers?: { url: string }[] };
  if (servers?.[0]?.url !== API_URL) throw new Error(`the API calls itself ${servers?.[0]?.url}`);
  return API_URL;
}

/** Both apps: who is on their ports, whether they answer, let each other in, and have the same clock. */
export async function appFindings({ web, api }: CheckedSettings): Promise<Finding[]> {
  const { BETTER_AUTH_URL: webUrl, API_URL: apiUrl } = api;
  const dates: Record<string, string | null> = {};
  const answers = (name: string, port: number, setting: string, url: string) =>
    check(name, `start it with \`pnpm dev\`, or set ${setting} to a free port.`, async () => {
      const response = await get(url).catch(async (error) => {
        if (error.name === "TimeoutError") throw new Error("didn't answer within 3 s: it is slow or still starting");
        throw (await portTaken(port, "127.0.0.1")) ? new Error(`port ${port} is taken by something else`) : error;
      });
      dates[name] = response.headers.get("date");
      const { status } = ((await response.json().catch(() => ({}))) ?? {}) as { status?: unknown };
      if (response.ok && status === "ok") return `answers at ${new URL(url).origin}`;
      const known = response.headers.get("content-type")?.includes("problem+json");
      throw new Error(known ? `isn't ready (${response.status})` : `something else answers at ${url}`);
    });
  const findings = [
    await answers("web app", web.WEB_PORT, "WEB_PORT", `${webUrl}/api/health`),
    await answers("API", api.API_PORT, "API_PORT", `${apiUrl}/readyz`),
  ];
  // Whatever is asked of an app that isn't there would only say so again.
  if (findings.some(({ ok }) => !ok)) return findings;
  findings.push(
    await check("CORS", "give both apps the same BETTER_AUTH_URL and restart them.", () => webOriginLetIn(api)),
    await check("audience", "give both apps the same API_URL and restart them.", () => publicAudience(api)),
  );
  for (const [name, date] of Object.entries(dates)) {
    if (!date) continue;
    findings.push(await check(`${name} clock`, "set both clocks by NTP.", async () => compareClock(new Date(date))));
  }
  return findings;
}
