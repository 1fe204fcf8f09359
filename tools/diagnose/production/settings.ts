import { isKnownSecret } from "@claimcheck/process/known-secrets";
import { isLoopback } from "@claimcheck/process/loopback";
import { apiSecrets } from "../../../apps/api/src/config.ts";
import { webSecrets } from "../../../apps/web/src/config.ts";
import { openTransport } from "../../../apps/web/src/mail/transport.ts";
import type { Item } from "./item.ts";

const minute = 60;
const day = 24 * 60 * minute;
/** Domains that nobody has (RFC 2606, RFC 6761). */
const nobodys = /(^|[.@])(example(\.(com|net|org))?|test|invalid|localhost)$/;

/** What the settings alone tell, and the mail server that they name. */
export const settingItems: Item[] = [
  {
    name: "settings",
    mend: "each line names the variable and what to set it to.",
    look: () => "both apps start with them in production",
  },
  {
    name: "public origins",
    mend: "set BETTER_AUTH_URL and API_URL to the https origins that browsers use.",
    look: ({ api: { BETTER_AUTH_URL, API_URL } }) => {
      for (const [name, url] of Object.entries({ BETTER_AUTH_URL, API_URL })) {
        if (!url.startsWith("https:")) throw new Error(`${name} isn't https`);
        if (isLoopback(url)) throw new Error(`${name} is only this machine's`);
      }
      return `${BETTER_AUTH_URL} and ${API_URL}`;
    },
  },
  {
    name: "secrets",
    mend: "set it to a random one, such as `openssl rand -hex 32` prints.",
    look: ({ web, api }) => {
      const secrets = { ...webSecrets(web), ...apiSecrets(api) };
      const [known] = Object.entries(secrets).find(([, values]) => values.some(isKnownSecret)) ?? [];
      if (known) throw new Error(`the one in ${known} stands in examples or is easily guessed`);
      if (secrets.API_DATABASE_URL?.some((one) => secrets.WEB_DATABASE_URL?.includes(one)))
        throw new Error("WEB_DATABASE_URL and API_DATABASE_URL have the same password");
      return "none is known from examples; the two database roles have passwords of their own";
    },
  },
  {
    name: "token and session life",
    mend: "set ACCESS_TOKEN_LIFE to 15m at most and SESSION_LIFE to 30d at most.",
    look: ({ web: { ACCESS_TOKEN_LIFE: token, SESSION_LIFE: session } }) => {
      if (token > 15 * minute) throw new Error(`a signed-out person's token works for up to ${token / minute} minutes`);
      if (session > 30 * day) throw new Error(`an unused session stays open for ${session / day} days`);
      return `${token} s and ${session / day} days`;
    },
  },
  {
    name: "caller's address",
    mend: "set TRUSTED_IP_HEADER to the header in which your proxy writes the address, over whatever a client sent.",
    look: ({ api: { TRUSTED_IP_HEADER } }) => {
      if (!TRUSTED_IP_HEADER) throw new Error("TRUSTED_IP_HEADER is unset, so all callers share one rate limit");
      return `read from ${TRUSTED_IP_HEADER}`;
    },
  },
  {
    name: "log level",
    mend: "set LOG_LEVEL to info or warn.",
    look: ({ api: { LOG_LEVEL } }) => {
      if (LOG_LEVEL !== "info" && LOG_LEVEL !== "warn") throw new Error(`${LOG_LEVEL} tells too much or too little`);
      return LOG_LEVEL;
    },
  },
  {
    name: "mail",
    mend: "set SMTP_URL to a server that answers and speaks TLS, and MAIL_FROM to an address of your own domain.",
    look: async ({ web: { SMTP_URL = "", MAIL_FROM } }) => {
      if (nobodys.test(MAIL_FROM.address)) throw new Error(`MAIL_FROM is ${MAIL_FROM.address}, which nobody owns`);
      const { hostname, port } = new URL(SMTP_URL);
      const transport = openTransport(SMTP_URL, { requireTLS: !isLoopback(SMTP_URL) });
      try {
        await transport.verify();
      } finally {
        transport.close();
      }
      return `${MAIL_FROM.address}, out through ${hostname}:${port}`;
    },
  },
];
