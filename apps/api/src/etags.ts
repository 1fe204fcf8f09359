import { ProblemError } from "./problem.ts";

const entityTag = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** The strong entity tag of a version: RFC 9110 section 8.8.3. */
export function etagOf({ version }: { version: number }): string {
  return `"${version}"`;
}

/** Whether If-None-Match names this tag, so that the caller has it already; weak comparison, section 13.1.2. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || tagsOf(ifNoneMatch, "If-None-Match").some(({ tag }) => `"${tag}"` === etag);
}

/**
 * The versions that If-Match allows; undefined: any. Weak tags match nothing, section 13.1.1.
 * Throws bad_request for a text that is no list of entity tags.
 */
export function allowedVersions(ifMatch: string | undefined): number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  return tagsOf(ifMatch, "If-Match").flatMap(({ weak, tag }) =>
    !weak && /^[1-9][0-9]{0,8}$/.test(tag) ? [Number(tag)] : [],
  );
}

function tagsOf(header: string, name: string) {
  return header.split(",").map((part) => {
    const [, weak, tag] = entityTag.exec(part.trim()) ?? [];
    if (tag === undefined)
      throw new ProblemError("bad_request", {
        detail: `${name} must hold entity tags in quotes, as the ETag header gives them.`,
      });
    return { weak: weak !== undefined, tag };
  });
}
