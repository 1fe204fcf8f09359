import { z } from "zod";

export const maxPageSize = 100;

/** What every list takes. */
export const pageQuerySchema = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, `must be a whole number from 1 to ${maxPageSize}`)
    .transform(Number)
    .refine((limit) => limit <= maxPageSize, `must be a whole number from 1 to ${maxPageSize}`)
    .default(50),
  cursor: z.string().max(500).optional().describe("The `nextCursor` of the page before"),
});
export type PageQuery = z.input<typeof pageQuerySchema>;

/** What every list answers; `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
