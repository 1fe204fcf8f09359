import fp from "fastify-plugin";
import { ProblemError } from "../problem.ts";

export const bodyLimit = 64 * 1024;

/** Only JSON in UTF-8 (RFC 8259 section 8.1), neither compressed nor in disguise, is taken as a body. */
export const jsonBody = fp(
  async (app) => {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    const parse = app.getDefaultJsonParser("error", "error");
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      /^application\/json(; ?charset="?utf-8"?)?$/i,
      { parseAs: "buffer" },
      (request, body: Buffer, done) => {
        let text: string;
        try {
          text = utf8.decode(body);
        } catch {
          throw new ProblemError("bad_request", { detail: "The body isn't valid UTF-8." });
        }
        return parse(request, text, done);
      },
    );
    app.addHook("preParsing", async (request) => {
      if (request.headers["content-encoding"]) throw new ProblemError("unsupported_media_type");
    });
  },
  { name: "json-body" },
);
