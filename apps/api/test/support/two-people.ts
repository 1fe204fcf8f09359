import type { TestApi, TestPerson } from "./api.ts";

/** Two people of this API, and how either makes and reads what is theirs. */
export async function twoPeople(api: TestApi) {
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const tag = async (person: TestPerson, name: string) => (await person.call("POST", "/v1/tags", { name })).body;
  const task = async (person: TestPerson, fields: object = {}) =>
    (await person.call("POST", "/v1/tasks", { title: "x", ...fields })).body;
  const read = async (person: TestPerson, id: string) => (await person.call("GET", `/v1/tasks/${id}`)).body;
  return { ada, bob, tag, task, read };
}
