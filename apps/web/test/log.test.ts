import { user } from "@claimcheck/database/schema/auth";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutValues } from "../src/auth/log.ts";
import { startIssuer, type TestIssuer } from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

test("what a page throws of a failed statement says why, and nothing of what the statement carried", async () => {
  const work = issuer.db.select().from(user).where(eq(user.email, "ada@claimcheck.example\u0000"));
  const error = (await withoutValues(work.execute()).catch((thrown) => thrown)) as Error;
  expect(error.message).toMatch(/^Failed query: select .*invalid byte sequence/s);
  expect(`${error.stack}${JSON.stringify(error)}${error.cause}`).not.toContain("ada@");
});
