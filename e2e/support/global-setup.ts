import { startTestStack } from "./stack.ts";

/** Starts the stack that all specs share and tells the workers where it answers. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { webUrl, apiUrl, mailUrl, database, stop } = await startTestStack();
  process.env.E2E_WEB_URL = webUrl;
  process.env.E2E_API_URL = apiUrl;
  process.env.E2E_MAIL_URL = mailUrl;
  process.env.E2E_OWNER_URL = database.ownerUrl;
  return stop;
}
