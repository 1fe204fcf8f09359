/** Why the embedded Postgres can't run, as one line that says what to do. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}
