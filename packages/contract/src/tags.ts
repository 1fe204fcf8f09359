import { z } from "zod";
import { id, text } from "./fields.ts";
import { pageOf } from "./page.ts";

export const tagColors = [
  "gray",
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "blue",
  "indigo",
  "purple",
  "pink",
] as const;
export const maxTags = 200;
export const maxTagsOfTask = 20;

/** A comma would end the name where several stand in one cell of a table. */
export const tagName = text(1, 40, { line: true }).refine((name) => !name.includes(","), "must not have a comma");
export const tagColor = z.enum(tagColors);
export const tagId = id("tag");

/** A tag as it stands in a task. */
export const tagRefSchema = z.object({ id: z.guid(), name: z.string(), color: tagColor }).meta({
  examples: [{ id: "019ab1c2-4d3e-7f60-8a91-b2c3d4e5f607", name: "home", color: "green" }],
});
export type TagRef = z.infer<typeof tagRefSchema>;

/** A tag in the list of tags, with how many tasks have it; deleted ones don't count. */
export const tagSchema = tagRefSchema.extend({ taskCount: z.int().nonnegative() }).meta({
  examples: [
    {
      id: "019ab1c2-4d3e-7f60-8a91-b2c3d4e5f607",
      name: "home",
      color: "green",
      taskCount: 3,
    },
  ],
});
export type Tag = z.infer<typeof tagSchema>;

/** GET /v1/tags: all of them by name, or the one that a name means. */
export const listTagsQuerySchema = z.strictObject({
  name: tagName
    .optional()
    .describe("Only the tag of that name, in any case of its letters")
    .meta({ examples: ["home"] }),
});

/** GET /v1/tags: all of them on one page. */
export const tagPageSchema = pageOf(tagSchema);

/** POST /v1/tags; without a colour the next one in turn is taken. */
export const createTagSchema = z
  .strictObject({ name: tagName, color: tagColor.optional() })
  .meta({ examples: [{ name: "home", color: "green" }] });
export type CreateTag = z.output<typeof createTagSchema>;

/** PATCH /v1/tags/{id}: what is left out stays as it is. */
export const updateTagSchema = z
  .strictObject({ name: tagName, color: tagColor })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change at least one field")
  .meta({ examples: [{ color: "teal" }] });
export type UpdateTag = z.output<typeof updateTagSchema>;

export const tagParamsSchema = z.object({ id: tagId });
