import { relations } from "drizzle-orm";
import { account, session, user } from "./auth.ts";

/** By which Better Auth reads a person together with what is theirs, in one statement. */
export const userRelations = relations(user, ({ many }) => ({ accounts: many(account), sessions: many(session) }));

export const accountRelations = relations(account, ({ one }) => ({
  user: one(user, { fields: [account.userId], references: [user.id] }),
}));

export const sessionRelations = relations(session, ({ one }) => ({
  user: one(user, { fields: [session.userId], references: [user.id] }),
}));
