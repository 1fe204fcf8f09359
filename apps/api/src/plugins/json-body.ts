import type { FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { assertShape, type BodyShape, usualShape } from "../body-shape.ts";
import { ProblemError } from "../problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** How much structure its JSON may have; unset: the usual. */
    shape?: BodyShape;
  }
}

export const bodyLimit = 64 * 1024;

type Done = (error: Error | null, body?: unknown) => void;
type TextParser = (request: FastifyRequest, text: string, done: Done) => unknown;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A parser of bytes for one of text. Throws bad_request for what isn't UTF-8, and payload_too_large for too much structure. */
function utf8Parser(parse: TextParser) {
  return (request: FastifyRequest, body: Buffer, done: Done): void => {
    assertShape(body, request.routeOptions.config.shape ?? usualShape);
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      throw new ProblemError("bad_request", { detail: "The body isn't valid UTF-8." });
    }
    parse(request, text, done);
  };
}

const emptyBody = "The body is empty, and the route needs one.";
const invalidJson = "The body isn't valid JSON.";
const forbiddenKey = "The body has a key that is refused: `__proto__`, or `prototype` in `constructor`.";

/** A parser of JSON that refuses keys which could change prototypes. Throws bad_request, with what is wrong. */
function jsonParser(parse: TextParser): TextParser {
  return (request, text, done) => {
    if (text === "" && !request.routeOptions.config.operation?.body) return done(null);
    if (text === "") throw new ProblemError("bad_request", { detail: emptyBody });
    parse(request, text, (error, body) => {
      if (!error) return done(null, body);
      done(new ProblemError("bad_request", { detail: isJson(text) ? forbiddenKey : invalidJson }));
    });
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Only JSON in UTF-8 (RFC 8259 section 8.1), neither compressed nor in disguise, is taken as a body. */
export const jsonBody = fp(
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      /^application\/json(; ?charset="?utf-8"?)?$/i,
      { parseAs: "buffer" },
      utf8Parser(jsonParser(app.getDefaultJsonParser("error", "error") as TextParser)),
    );
    app.addHook("preParsing", async ({ headers, raw, routeOptions }) => {
      // Many clients name a type also where they send no body, and Fastify would want one of that type.
      const isEmpty = headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
      if (isEmpty && !routeOptions.config.operation?.body) delete raw.headers["content-type"];
      if (headers["content-encoding"]) throw new ProblemError("unsupported_media_type");
    });
  },
  { name: "json-body" },
);
