import { eq, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** Lock one on every row, for each query of a repository; Postgres' row-level security is lock two. */
export type OwnRows = (owner: AnyPgColumn, userUuid: string) => SQL;

/** Repositories take it as a parameter, so that a test can take lock one away. */
export const ownRows: OwnRows = (owner, userUuid) => eq(owner, userUuid);
