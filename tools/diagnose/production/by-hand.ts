import type { Item } from "./item.ts";

/** What no program here can see. */
export const byHandItems: Item[] = [
  { name: "backups", mend: "restore the last one into an empty database, and sign in there." },
  {
    name: "secrets kept",
    mend: "they come from a secret store, are in no image and no repository, and somebody knows the day one leaks.",
  },
  {
    name: "trusted proxy",
    mend: "send TRUSTED_IP_HEADER yourself from outside: the log has your own address all the same.",
  },
  {
    name: "private network",
    mend: "from outside, only the proxy's 443 and 80 answer: not the apps' ports, the metrics' or Postgres'.",
  },
  {
    name: "several instances",
    mend: "with more than one API set VALKEY_URL, and API_DRAIN_DELAY to longer than the balancer takes to notice.",
  },
  {
    name: "mail's domain",
    mend: "SPF, DKIM and DMARC of MAIL_FROM's domain name your server; a mail to yourself passes all three.",
  },
  { name: "administrators", mend: "on the People page you know each of them." },
  {
    name: "logs and alarms",
    mend: "the last hour's lines of both apps are where you search them, and somebody is called when /readyz says no.",
  },
  { name: "history", mend: "`pnpm db purge` runs once a day." },
  { name: "updates", mend: "the images, Node and the lockfile are of this month." },
];
