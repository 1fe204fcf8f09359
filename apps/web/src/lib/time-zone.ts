import "server-only";
import { timeZone } from "@claimcheck/contract/fields";
import { cookies } from "next/headers";

const known = timeZone.catch("UTC");

/** The visitor's time zone as their browser told it (IANA name), by the API's own rule; UTC until it has. */
export async function visitorTimeZone(): Promise<string> {
  return known.parse((await cookies()).get("tz")?.value);
}
