import type pg from "pg";

/** What a row `r` of pg_roles has that gets its role around row-level security, or lets it give itself that. */
export const mighty = `(rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
  OR EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid))`;

/**
 * What it owns: a table, whose policies it may take away, the schema or the database around it, a function. Large objects
 * don't count: any role can create one, which gives it nothing, and an owner without superuser rights can't forbid it.
 */
const owned = `FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid AND deptype = 'o'
  AND classid <> 'pg_largeobject'::regclass
  AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** As above, or it owns something. */
export const tooMighty = `(${mighty} OR EXISTS (SELECT ${owned}))`;

/** What the roles that fit a condition on pg_roles own in this database, at most five, such as `table tag`. */
export async function ownedBy(client: pg.ClientBase, condition: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT o.name FROM pg_roles r, LATERAL (SELECT pg_describe_object(classid, objid, objsubid) AS name ${owned}) o
     WHERE ${condition} ORDER BY 1 LIMIT 5`,
  );
  return rows.map(({ name }) => name);
}

/** The role of a connection may get around row-level security. */
export class MightyRoleError extends Error {
  override readonly name = "MightyRoleError";
  /** `setting` names the URL that the role comes from. */
  line(setting: string): string {
    return `${setting} is wrong: ${this.message}; set it to the URL of the role that \`pnpm db migrate\` makes for it.`;
  }
}

/**
 * For each new connection of an app, whose role may neither be a superuser, nor own anything, nor get around row-level
 * security by an attribute, a membership or the role that it logged in as. Throws MightyRoleError.
 */
export async function assertBoundRole(client: pg.ClientBase): Promise<void> {
  const roles = "rolname IN (current_user, session_user)";
  const { rowCount } = await client.query(`SELECT FROM pg_roles r WHERE ${roles} AND ${tooMighty}`);
  if (!rowCount) return;
  const names = await ownedBy(client, roles);
  const owning = names.length > 0 ? ` (it owns ${names.join(", ")})` : "";
  throw new MightyRoleError(`its role may do more than log in${owning}, and so get around row-level security`);
}
