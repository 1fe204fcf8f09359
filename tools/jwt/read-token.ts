import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { ToolError } from "../tool-error.ts";

/**
 * The token to look at: from standard input, from a prompt that shows nothing of it, or the argument, with a
 * warning. Takes it with `Bearer ` in front and space around, too. Throws ToolError when there is none.
 */
export async function readToken(argument: string | undefined): Promise<string> {
  if (argument) {
    console.error("Careful: an argument stays in the shell's history. Better pipe the token in.");
  }
  const given = argument ?? (await (process.stdin.isTTY ? prompt() : text(process.stdin)));
  const token = given.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");
  if (!token) throw new ToolError("There is no token: pipe one in, or type it at the prompt.");
  return token;
}

/** Without an output the terminal echoes nothing. */
function prompt(): Promise<string> {
  const lines = createInterface({ input: process.stdin, terminal: true });
  // Only now: what is typed before it would be echoed still.
  process.stderr.write("Token (not shown): ");
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => {
      process.stderr.write("\n");
      resolve("");
    });
  });
}
