import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import pg from "pg";

/**
 * A prompt on a database: the real psql where it is installed, else a small one of our own.
 * Takes the owner's URL; the password never stands on a command line. Gives the exit code.
 */
export async function psql(ownerUrl: string): Promise<number> {
  return (await realPsql(ownerUrl)) ?? (await ownPrompt(ownerUrl));
}

/** Gives undefined where there is no psql. */
function realPsql(ownerUrl: string): Promise<number | undefined> {
  const url = new URL(ownerUrl);
  const password = decodeURIComponent(url.password);
  url.password = "";
  // Ctrl-C is for the statement that runs in psql, not for us.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  return new Promise<number | undefined>((resolve) => {
    const env = { ...process.env, PGPASSWORD: password };
    const child = spawn("psql", [url.href], { stdio: "inherit", env });
    child.once("error", () => resolve(undefined));
    child.once("exit", (code) => resolve(code ?? 1));
  }).finally(() => process.off("SIGINT", ignore));
}

/** Runs each statement that ends in a semicolon, typed or piped, and shows its rows. */
async function ownPrompt(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "psql" });
  client.on("error", (error) => console.error(error.message));
  await client.connect();
  const typed = process.stdin.isTTY;
  const lines = createInterface({
    input: process.stdin,
    ...(typed && { output: process.stdout, prompt: "claimcheck=> " }),
  });
  let statement = "";
  let failed = 0;
  if (typed) lines.prompt();
  for await (const line of lines) {
    statement += `${line}\n`;
    if (/;\s*$/.test(line)) {
      failed += await show(client, statement);
      statement = "";
    }
    if (typed) lines.prompt();
  }
  if (statement.trim()) failed += await show(client, statement);
  await client.end();
  return failed > 0 && !typed ? 1 : 0;
}

/** Gives 1 when the statement failed, else 0. */
async function show(client: pg.Client, statement: string): Promise<number> {
  try {
    const results = [await client.query(statement)].flat();
    for (const { rows, command, rowCount } of results) {
      if (rows.length > 0) console.table(rows);
      console.log(`${command} ${rowCount ?? ""}`.trim());
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
