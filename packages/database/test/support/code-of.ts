import { databaseCode } from "../../src/errors.ts";

/** The SQLSTATE that a promise fails with; undefined if it doesn't fail. */
export async function codeOf(work: PromiseLike<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const code = databaseCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
