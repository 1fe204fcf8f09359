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

/** Starts the web app and then the API, which reads the web app's keys as it starts. */
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
    await untilAnswers(healthUrl, signal);
  };
  const web = startWeb(options);
  return {
    web: web.kept,
    answering: Promise.all([
      answers(web).then(() => answers(startApi(options))),
      // In development this is compiled when it is first asked for: let that begin early.
      untilAnswers(new URL("/api/auth/jwks", web.healthUrl).href, signal),
    ]),
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
