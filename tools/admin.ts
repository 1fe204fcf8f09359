import pg from "pg";
import { migrateDatabase } from "./stack/database.ts";
import { withDatabase } from "./stack/with-database.ts";
import { ToolError } from "./tool-error.ts";

/** `grant EMAIL` makes an account an administrator, the first one above all. Gives the exit code. */
export async function main([command, email, ...rest]: string[]): Promise<number> {
  if (command !== "grant" || !email || rest.length > 0) {
    console.error("Usage: pnpm admin grant EMAIL");
    return 2;
  }
  return withDatabase(async (database) => {
    await migrateDatabase(database);
    await grantAdmin(database.webUrl, email);
    console.log(`${email} is an administrator: /admin is open to them at once.`);
    return 0;
  });
}

/** Takes the web app's database URL. Throws ToolError when nobody has the address, or is one already. */
export async function grantAdmin(webUrl: string, email: string): Promise<void> {
  const client = new pg.Client({ connectionString: webUrl, application_name: "admin" });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>(`SELECT role FROM "user" WHERE email = lower($1)`, [email]);
    if (!rows[0]) throw new ToolError(`Nobody has the address ${email}: sign up with it first.`);
    if (rows[0].role === "admin") throw new ToolError(`${email} is an administrator already.`);
    await client.query(`UPDATE "user" SET role = 'admin' WHERE email = lower($1)`, [email]);
  } finally {
    await client.end();
  }
}
