import { z } from "zod";
import { isLoopback } from "./loopback.ts";
import type { Setting } from "./settings.ts";

type Given = Pick<Setting<unknown>, "about" | "fallback">;

/** Better Auth would take an origin with one for a pattern. */
const noWildcard = "a wildcard would let strangers in";

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A public origin, without path or trailing slash; http only on this machine. */
export function origin(given: Given): Setting<string> {
  return {
    ...given,
    rule: "an https origin without path (http only on localhost)",
    schema: z
      .string()
      .transform((text) => text.replace(/\/$/, ""))
      .refine((text) => parseUrl(text)?.origin === text && /^https?:/.test(text), {
        error: "it is no origin",
        abort: true,
      })
      .refine((text) => !text.includes("*"), noWildcard)
      .refine((text) => /^https:/.test(text) || isLoopback(text), "http is only safe on localhost"),
  };
}

/** An address that is only used between our own processes. */
export function internalUrl(given: Given): Setting<string> {
  return {
    ...given,
    rule: "an http or https URL",
    schema: z
      .string()
      .refine((text) => /^https?:$/.test(parseUrl(text)?.protocol ?? ""), "it is no http or https URL")
      .transform((text) => text.replace(/\/$/, "")),
  };
}

export function port(given: Given): Setting<number> {
  return {
    ...given,
    rule: "a port from 1 to 65535",
    schema: z
      .string()
      .regex(/^\d{1,5}$/, "it is no number")
      .transform(Number)
      .refine((value) => value >= 1 && value <= 65_535, "it is out of range"),
  };
}

export function host(given: Given): Setting<string> {
  return {
    ...given,
    rule: "an address to listen on, such as 127.0.0.1 or 0.0.0.0",
    schema: z.string().regex(/^[\w.:-]+$/, "it is no host name or address"),
  };
}

export function headerName(given: Given): Setting<string> {
  return {
    ...given,
    rule: "a header name, such as x-real-ip",
    schema: z
      .string()
      .regex(/^[\w-]+$/, "it is no header name")
      .transform((text) => text.toLowerCase()),
  };
}

/** A whole number within bounds. */
export function count(given: Given & { min: number; max: number }): Setting<number> {
  const { min, max, ...rest } = given;
  return {
    ...rest,
    rule: `a whole number from ${min} to ${max}`,
    schema: z
      .string()
      .regex(/^\d{1,9}$/, "it is no whole number")
      .transform(Number)
      .refine((value) => value >= min && value <= max, "it is out of range"),
  };
}

/** One or more of some values, with commas between them. */
export function someOf<const T extends readonly [string, ...string[]]>(
  given: Given & { values: T },
): Setting<T[number][]> {
  const { values, ...rest } = given;
  return {
    ...rest,
    rule: `one or more of ${values.join(", ")}, with commas between them`,
    schema: z
      .string()
      .transform((text) => text.split(",").map((part) => part.trim()))
      .pipe(z.array(z.enum(values, "one is none of them"))),
  };
}

/** A token that names one stays under a verifier's limit. */
const maxUriLength = 200;

/** Absolute URIs, with commas between them. */
export function uris(given: Given): Setting<string[]> {
  return {
    ...given,
    rule: `absolute URIs of at most ${maxUriLength} characters with commas between them, such as https://reports.example`,
    schema: z
      .string()
      .transform((text) => text.split(",").map((part) => part.trim()))
      .refine((all) => all.every((one) => URL.canParse(one)), "one is no absolute URI")
      .refine((all) => !all.some((one) => one.includes("*")), noWildcard)
      .refine((all) => all.every((one) => one.length <= maxUriLength), "one is too long"),
  };
}

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A span of time such as `90s`, `5m`, `1h`, `7d`; gives seconds. */
export function duration(given: Given & { min: string; max: string }): Setting<number> {
  const seconds = (text: string) => Number.parseInt(text, 10) * units[text.slice(-1) as keyof typeof units];
  const { min, max, ...rest } = given;
  return {
    ...rest,
    rule: `a time from ${min} to ${max}, with a unit (s, m, h or d)`,
    schema: z
      .string()
      .regex(/^[1-9]\d{0,5}[smhd]$/, "it is no time with a unit")
      .transform(seconds)
      .refine((value) => value >= seconds(min), `it is under ${min}`)
      .refine((value) => value <= seconds(max), `it is over ${max}`),
  };
}

export function valkeyUrl(given: Given): Setting<string> {
  return {
    ...given,
    rule: "a redis:// or rediss:// URL",
    schema: z
      .string()
      .refine((text) => /^rediss?:$/.test(parseUrl(text)?.protocol ?? ""), "it is no redis:// or rediss:// URL"),
  };
}

export function oneOf<const T extends readonly [string, ...string[]]>(
  given: Given & { values: T },
): Setting<T[number]> {
  const { values, ...rest } = given;
  return {
    ...rest,
    rule: `one of ${values.join(", ")}`,
    schema: z.enum(values, "it is none of them"),
  };
}

export function flag(given: Given): Setting<boolean> {
  return {
    ...given,
    rule: "true or false",
    schema: z.enum(["true", "false"], "it is neither").transform((text) => text === "true"),
  };
}

export function smtpUrl(given: Given): Setting<string> {
  return {
    ...given,
    rule: "an smtp:// or smtps:// URL",
    schema: z
      .string()
      .refine((text) => /^smtps?:$/.test(parseUrl(text)?.protocol ?? ""), "it is no smtp:// or smtps:// URL")
      .refine((text) => Boolean(parseUrl(text)?.hostname), "it names no host"),
  };
}

export type Mailbox = { name: string; address: string };

/** Who a mail is from: an address, with a name in front or without. */
export function mailbox(given: Given): Setting<Mailbox> {
  return {
    ...given,
    rule: "an address, or a name and an address as in Claimcheck <no-reply@claimcheck.example>",
    schema: z
      .string()
      .transform((text) => /^(?:"?([^"<>\p{Cc}]*?)"? *<([^<>]+)>|([^<> ]+))$/u.exec(text))
      .transform((parts) => ({ name: parts?.[1] ?? "", address: parts?.[2] ?? parts?.[3] ?? "" }))
      .refine(({ address }) => z.email().safeParse(address).success, "it is no email address"),
  };
}

/** A page that only this machine reaches. */
export function loopbackUrl(given: Given): Setting<string> {
  return {
    ...given,
    rule: "an http URL on this machine, such as http://localhost:8025",
    schema: z
      .string()
      .refine((text) => parseUrl(text)?.protocol === "http:" && isLoopback(text), "it is no http URL on this machine")
      .transform((text) => text.replace(/\/$/, "")),
  };
}

/** What another service gave out, such as the id of a client. */
export function credential(given: Given): Setting<string> {
  return { ...given, rule: "text without spaces", schema: z.string().regex(/^\S+$/, "it has spaces in it") };
}

export function email(given: Given): Setting<string> {
  return {
    ...given,
    rule: "an email address",
    schema: z.email("it is no email address"),
  };
}

export function password(given: Given): Setting<string> {
  return {
    ...given,
    rule: "8 to 128 characters",
    schema: z.string().min(8, "it is shorter than 8 characters").max(128, "it is longer than 128 characters"),
  };
}

export function filePath(given: Given): Setting<string> {
  return { ...given, rule: "the path of a file", schema: z.string() };
}
