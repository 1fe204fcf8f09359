import type { Exit, Kept } from "@claimcheck/process/keep";
import { ToolError } from "../tool-error.ts";
import { untilAnswers } from "./answer.ts";
import { type Part, type PartOptions, startApi, startWeb } from "./parts.ts";

export type RunningParts = {
  web: Kept;
  /** Resolves once both answer; rejects when one ends before, or `signal` aborts. */
  answering: Promise<unknown>;
  /** Resolves with one line when a part or the database ends by itself. */
  crashed: Promise<string>;
  stop(): Promise<void>;
};

/** Starts the web app and, once it serves its keys, the API, which fetches them as it starts. */
export function runParts(options: PartOptions, given: AbortSignal | undefined): RunningParts {
  const { promise: crashed, resolve: crash } = Promise.withResolvers<string>();
  const givenUp = new AbortController();
  const signal = AbortSignal.any([givenUp.signal, ...(given ? [given] : [])]);
  void options.database.ended.then(() => crash("Postgres ended by itself."));
  void crashed.then((line) => givenUp.abort(new ToolError(line)));

  const running: Kept[] = [];
  const answers = async ({ name, kept, healthUrl }: Part) => {
    running.push(kept);
    void kept.exited.then((exit) => crash(`${name} ended by itself (${inWords(exit)}).`));
    await answering(name, healthUrl);
  };
  const answering = (name: string, url: string) =>
    untilAnswers(url, signal, {
      onPending: (ms) => options.say(`${name} hasn't answered ${url} yet (${Math.round(ms / 1000)} s); still waiting.`),
    });
  const web = startWeb(options);
  return {
    web: web.kept,
    // In development each is compiled at its first request. The API starts after both: it would log failed fetches.
    answering: Promise.all([answers(web), answering(web.name, new URL("/api/auth/jwks", web.healthUrl).href)]).then(
      () => answers(startApi(options)),
    ),
    crashed,
    async stop() {
      givenUp.abort();
      await Promise.all(running.map((kept) => kept.stop()));
    },
  };
}

function inWords({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
