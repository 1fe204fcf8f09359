import { ApiError } from "@claimcheck/client/api-error";

/** A deletion that is done again since its answer was lost finds nothing any more: that's what was wanted. */
export function deleteOnce<T>(send: (of: T) => Promise<unknown>): (of: T) => Promise<unknown> {
  let isAgain = false;
  return async (of) => {
    const wasSent = isAgain;
    isAgain = true;
    try {
      return await send(of);
    } catch (error) {
      if (!wasSent || !(error instanceof ApiError) || error.code !== "not_found") throw error;
    }
  };
}
