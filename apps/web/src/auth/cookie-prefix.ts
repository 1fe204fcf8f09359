/** In a file of its own, because the proxy looks for the cookie without loading the rest. */
export const cookiePrefix = "claimcheck";
