/** Said of what failed without a reason that somebody could do something about. */
export const tryAgain = "That didn’t work just now. Try again in a moment.";
