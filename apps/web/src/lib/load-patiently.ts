const pauseMs = 5_000;

/**
 * How to load a script that the page shows nothing without: when it doesn't come, it is asked for again after a moment,
 * or once the network is back. React would keep the failure and give up the page, with all that waits there to be sent.
 */
export function patiently<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    for (;;) {
      try {
        return await load();
      } catch {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer);
            removeEventListener("online", done);
            resolve();
          };
          const timer = setTimeout(done, pauseMs);
          addEventListener("online", done);
        });
      }
    }
  };
}
