import type pg from "pg";

/** What a row `r` of pg_roles has that gets its role around row-level security, or lets it give itself that. */
export const mighty = `(rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
  OR EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid))`;

/** As above, or it owns a table, whose policies it may take away. */
export const tooMighty = `(${mighty} OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid))`;

/** The role of a connection may get around row-level security. */
export class MightyRoleError extends Error {
  override readonly name = "MightyRoleError";
  constructor() {
    super("the role may get around row-level security");
  }
}

/** For each new connection of a pool that only row-level security may serve. Throws MightyRoleError. */
export async function assertBoundRole(client: pg.ClientBase): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM pg_roles r WHERE rolname = current_user AND ${tooMighty}`);
  if (rowCount) throw new MightyRoleError();
}
