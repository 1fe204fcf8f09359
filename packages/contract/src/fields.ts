import { z } from "zod";
import { isZone, longestZone } from "./plain.ts";

/** Whether a reader sees anything of a text: "\u200b" and the like are stored and sent, but show nothing. */
export const isVisible = (given: string): boolean =>
  /[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(given);

/** Whether a text can turn the direction of the text around it, so that it reads as something else (UAX #9). */
export const hasBidiControl = (given: string): boolean => /\p{Bidi_Control}/u.test(given);

/**
 * Text that a person wrote, without blanks around it: `min` to `max` characters.
 * Postgres can't store NUL, and a lone surrogate isn't a character; `line`: no line breaks or other controls.
 */
export const text = (min: number, max: number, { line = false } = {}) =>
  z
    .string()
    .trim()
    .normalize()
    .min(min, "must not be empty")
    .max(max, `must be at most ${max} characters`)
    .refine((given) => !given.includes("\0") && given.isWellFormed(), {
      message: "must be valid text without NUL",
      abort: true,
    })
    .refine((given) => min === 0 || given === "" || isVisible(given), "must have a visible character")
    .refine((given) => !line || !/\p{Cc}/u.test(given), "must be a single line");

const years = "must be between the years 1900 and 9998";
const bounded = (iso: string) => iso >= "1900" && iso < "9998-12-31";

/** An instant as every answer carries it. */
export const instant = z.iso.datetime().meta({
  description: "An instant, RFC 3339, in UTC",
  examples: ["2026-11-24T09:30:00.000Z"],
});

/** An instant as a request gives it: RFC 3339 with an offset, so that nobody has to guess the time zone. */
export const instantInput = z.iso
  .datetime({
    offset: true,
    error: "must be a time with an offset, like 2026-11-24T09:30:00Z",
    abort: true,
  })
  .transform((given) => new Date(given).toISOString())
  // In UTC, as it is stored and answered: what an export holds can be imported.
  .refine(bounded, years)
  .meta({
    description: "An instant, RFC 3339, with its offset",
    examples: ["2026-11-24T10:30:00+01:00"],
  });

/** A calendar date, which is the same day in every time zone. */
export const date = z.iso
  .date({ error: "must be a date like 2026-11-24", abort: true })
  .refine(bounded, years)
  .meta({
    description: "A calendar date, the same day in every time zone",
    examples: ["2026-11-24"],
  });

/** A time zone by its IANA name. */
export const timeZone = z
  .string()
  .max(longestZone)
  .refine(isZone, "must be the IANA name of a time zone, like Europe/Berlin")
  .default("UTC")
  .meta({
    description: "IANA name of the time zone that days are counted in",
    examples: ["Europe/Berlin"],
  });

/** In a query: some of these values, with commas between them. */
export const someOf = <T extends string>(values: readonly T[]) =>
  z
    .string()
    .refine(
      (given) => given.split(",").every((value) => (values as readonly string[]).includes(value)),
      `must be one or more of ${values.join(", ")}, with commas between`,
    )
    .transform((given) => [...new Set(given.split(","))] as T[])
    .meta({
      description: `One or more of ${values.join(", ")}, with commas between`,
      examples: [values.slice(0, 2).join(",")],
    });

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** In a query: ids with commas between them, at most `max`. */
export const idList = (max: number) =>
  z
    .string()
    .refine(
      (given) => given.split(",").every((id) => uuidForm.test(id)) && given.split(",").length <= max,
      `must be 1 to ${max} ids, with commas between`,
    )
    .transform((given) => [...new Set(given.toLowerCase().split(","))]);

/** In a query: yes or no. */
export const flag = z.enum(["true", "false"]).transform((given) => given === "true");

/** In a query: a whole number from `min` to `max`. */
export const count = (min: number, max: number) => {
  const wrong = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/, wrong)
    .transform(Number)
    .refine((given) => given >= min && given <= max, wrong);
};

/** An id in a path or a body. */
export const id = (of: string) => z.guid(`must be the id of a ${of}`).toLowerCase();
