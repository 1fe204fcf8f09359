import { z } from "zod";
import { count } from "./fields.ts";

export const maxPageSize = 100;

/** What every list with pages takes. */
export const pageQueryShape = {
  limit: count(1, maxPageSize).default(50),
  cursor: z.string().max(2000).optional().describe("The `nextCursor` of the page before"),
};
export const pageQuerySchema = z.strictObject(pageQueryShape);

/** What every list answers; `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z
    .object({ items: z.array(item), nextCursor: z.string().nullable() })
    .meta({ examples: [{ items: item.meta()?.examples ?? [], nextCursor: null }] });
