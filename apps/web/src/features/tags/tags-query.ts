import { ApiError } from "@claimcheck/client/api-error";
import type { ApiClient } from "@claimcheck/client/client";
import type { TagRef } from "@claimcheck/contract/tags";
import { queryOptions } from "@tanstack/react-query";

/** The person's tags by name, with how many tasks have each. */
export function tagsQuery(api: Pick<ApiClient, "listTags">) {
  return queryOptions({
    queryKey: ["tags"],
    queryFn: async ({ signal }) => (await api.listTags({}, { signal })).items,
  });
}

/** The tag of that name among those at hand; that the API has none in another case is for the API to say. */
export function findTag<T extends TagRef>(tags: readonly T[], name: string): T | undefined {
  return tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase());
}

/** The tag of that name: it's made unless there is one, even if it was made elsewhere just now. */
export async function tagNamed(api: ApiClient, name: string, known: readonly TagRef[]): Promise<TagRef> {
  const held = findTag(known, name);
  if (held) return held;
  try {
    return await api.createTag({ body: { name } });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "tag_exists")) throw error;
    const [made] = (await api.listTags({ query: { name } })).items;
    if (!made) throw error;
    return made;
  }
}
