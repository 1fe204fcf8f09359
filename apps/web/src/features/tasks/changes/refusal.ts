import { ApiError } from "@claimcheck/client/api-error";

/** Why the API refused something, for the end of a sentence. */
export function reason(error: unknown): string {
  if (!(error instanceof ApiError) || error.status >= 500) return "something failed on our side";
  if (error.status === 0) return "the tasks service can’t be reached";
  if (error.code === "not_found") return "it isn’t there any more";
  if (error.code === "tag_exists") return "you have a tag of that name already";
  if (error.code === "version_changed") return "it was changed elsewhere meanwhile";
  return (error.errors[0]?.detail ?? error.detail).replace(/\.$/, "");
}
