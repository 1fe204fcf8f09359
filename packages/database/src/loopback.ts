import { isLoopback } from "@claimcheck/process/loopback";

/** Throws one line unless the database is on this machine. `doing`: what is refused, such as "Seeding". */
export function assertLoopbackDatabase(url: string, doing: string): void {
  const at = new URL(url);
  // pg lets ?host= and ?hostaddr= win over the host that one sees.
  const hidden = at.searchParams.has("host") || at.searchParams.has("hostaddr");
  if (hidden || !isLoopback(at)) {
    throw new Error(`${doing} is refused: the database isn't on this machine.`);
  }
}
