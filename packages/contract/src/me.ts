import { z } from "zod";
import { roleSchema, scopeSchema } from "./claims.ts";

/** GET /v1/me: who the API takes the caller for. `id` is the token's subject, `uuid` owns the rows. */
export const meSchema = z.object({
  uuid: z.guid(),
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  scopes: z.array(scopeSchema),
});
export type Me = z.infer<typeof meSchema>;
