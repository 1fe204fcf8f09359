import { startOtlpReceiver } from "@claimcheck/process/testing/otlp-receiver";
import { expect, test } from "../support/fixtures.ts";
import { mailbox } from "../support/mailbox.ts";
import { signUp } from "../support/persona.ts";
import { startTestStack } from "../support/stack.ts";

const secrets = ["in-the-query", "mailed-token", "a-wrong-password"];

test("a page is one trace from the web app over the API to Postgres, and no span holds a token, an address or a query", async ({
  playwright,
}) => {
  const collector = await startOtlpReceiver();
  const stack = await startTestStack({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const held = [...secrets];
  for (const [index, name] of ["Ada", "Bob"].entries()) {
    const web = await playwright.request.newContext({
      baseURL: stack.webUrl,
      extraHTTPHeaders: { origin: stack.webUrl, "x-real-ip": `198.19.0.${4 + index}` },
    });
    const person = { name, email: `${name.toLowerCase()}@claimcheck.example`, password: crypto.randomUUID() };
    await signUp(web, stack.webUrl, person, mailbox(stack.mailUrl ?? "", person.email));
    for (const path of [
      "/tasks?q=in-the-query",
      "/account/download/tasks.json?x=in-the-query",
      "/verify-email?token=mailed-token",
      "/reset-password?token=mailed-token",
      "/api/auth/reset-password/mailed-token",
      "/nowhere/mailed-token?x=in-the-query",
    ])
      await web.get(path);
    await web.post("/api/auth/sign-in/email", { data: { email: person.email, password: "a-wrong-password" } });
    const { token } = await (await web.get("/api/auth/token")).json();
    const { cookies } = await web.storageState();
    held.push(person.email, person.password, token, ...cookies.map(({ value }) => value.split(".")[0] ?? value));
    await web.dispose();
  }

  const inTraceOf = (page: string, other: string) => {
    const spans = collector.spans();
    const traces = spans.filter(({ name, service }) => name === page && service === "claimcheck-web");
    return traces.filter(({ traceId }) => spans.some((span) => span.traceId === traceId && span.name === other)).length;
  };
  for (const below of ["GET /v1/tasks", "postgres read"])
    await expect.poll(() => inTraceOf("GET /tasks", below), { timeout: 60_000 }).toBe(2);
  await stack.stop();
  await collector.stop();
  expect(held.filter((secret) => collector.text().includes(secret))).toEqual([]);
});
