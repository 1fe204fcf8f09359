import { decodeJwt } from "jose";
import { expect, test } from "../support/fixtures.ts";
import { signUp } from "../support/persona.ts";

test("nobody can choose a uuid or a role, at sign-up or later", async ({
  newPersona,
  mailOf,
  playwright,
  urls: { webUrl },
}) => {
  const headers = { origin: webUrl, "x-real-ip": "198.19.0.2" };
  const bob = await newPersona("Bob");
  const bobsUuid = decodeJwt(await bob.token()).uuid;
  const api = await playwright.request.newContext({ baseURL: webUrl, extraHTTPHeaders: headers });
  const email = `mallory-${crypto.randomUUID()}@claimcheck.example`;
  const person = { name: "Mallory", email, password: crypto.randomUUID() };

  for (const chosen of [{ uuid: bobsUuid }, { uuid: crypto.randomUUID() }, { role: "admin" }]) {
    const response = await api.post("/api/auth/sign-up/email", { data: { ...person, ...chosen } });
    expect(response.status()).toBe(400);
  }
  await signUp(api, webUrl, person, mailOf(email));
  const mint = async () => decodeJwt((await (await api.get("/api/auth/token")).json()).token);
  const own = (await mint()).uuid;
  for (const chosen of [{ uuid: bobsUuid }, { role: "admin" }]) {
    expect((await api.post("/api/auth/update-user", { data: chosen })).status()).toBe(400);
  }
  await api.post("/api/auth/update-user", { data: { uuid: null, name: "Mallory" } });
  expect((await mint()).uuid).toBe(own);
  expect(own).not.toBe(bobsUuid);
  await api.dispose();
});
