/** A year, the longest that is sensible; each visit with a change begins it anew. */
const life = 365 * 24 * 60 * 60;

/** Keeps a choice in a cookie that the server reads before it renders. Never for anything secret. */
export function keepPreference(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API isn't in every browser that we serve.
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${life}; samesite=lax${secure}`;
}
