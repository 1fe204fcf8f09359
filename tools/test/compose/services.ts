import type { ComposeProject } from "../../stack/compose-project.ts";

export type Service = {
  Service: string;
  State: string;
  Health: string;
  ExitCode: number;
  ID: string;
  Publishers: { TargetPort: number; PublishedPort: number }[];
};

/** What `docker compose ps` knows of each service, by its name, those that ended included. */
export async function servicesOf({ compose }: ComposeProject): Promise<Record<string, Service>> {
  const lines = (await compose("ps", "--all", "--format", "json")).trim().split("\n");
  const all = lines.filter(Boolean).map((line): Service => JSON.parse(line));
  return Object.fromEntries(all.map((service) => [service.Service, service]));
}
