import { z } from "zod";
import { roleSchema, scopeSchema } from "./claims.ts";

/** GET /v1/me: who the API takes the caller for. `id` is the token's subject, `uuid` owns the rows. */
export const meSchema = z
  .object({
    uuid: z.guid(),
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    scopes: z.array(scopeSchema),
  })
  .meta({
    examples: [
      {
        uuid: "7f9c24e5-3b1a-4f0e-9d5c-8a2b6c4d1e0f",
        id: "mPq3VbXk",
        email: "ada@example.com",
        name: "Ada",
        role: "user",
        scopes: ["tasks:read", "tasks:write"],
      },
    ],
  });
export type Me = z.infer<typeof meSchema>;
