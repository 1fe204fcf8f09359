/** Something the person at the prompt can mend: shown as its one line, without a stack. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly lines: readonly string[];
  constructor(line: string) {
    super(line);
    this.lines = [line];
  }
}

/** Runs work of packages/database, whose plain and embedded errors are one line for people; gives them as ToolError. */
export async function withPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const plain = error instanceof Error && (error.constructor === Error || error.name === "EmbeddedError");
    throw plain ? new ToolError(error.message) : error;
  }
}
