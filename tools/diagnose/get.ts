const timeoutMs = 3000;

/** Asks an address for a few seconds at most, and follows nothing. */
export const get = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs), ...init });
