import type { FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { ProblemError } from "../problem.ts";

export const bodyLimit = 64 * 1024;

type Done = (error: Error | null, body?: unknown) => void;
type TextParser = (request: FastifyRequest, text: string, done: Done) => unknown;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A parser of bytes for one of text. Throws bad_request for what isn't UTF-8. */
function utf8Parser(parse: TextParser) {
  return (request: FastifyRequest, body: Buffer, done: Done): void => {
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      throw new ProblemError("bad_request", { detail: "The body isn't valid UTF-8." });
    }
    parse(request, text, done);
  };
}

/** Only JSON in UTF-8 (RFC 8259 section 8.1), neither compressed nor in disguise, is taken as a body. */
export const jsonBody = fp(
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      /^application\/json(; ?charset="?utf-8"?)?$/i,
      { parseAs: "buffer" },
      utf8Parser(app.getDefaultJsonParser("error", "error") as TextParser),
    );
    app.addHook("preParsing", async (request) => {
      if (request.headers["content-encoding"]) throw new ProblemError("unsupported_media_type");
    });
  },
  { name: "json-body" },
);
