import * as field from "./fields.ts";
import { optional } from "./settings.ts";

/** What both apps have to agree on, or both may be told. */
export const sharedSettings = {
  BETTER_AUTH_URL: field.origin({
    about: "Public origin of the web app: the issuer (`iss`) of every token, and the one origin CORS lets in.",
    fallback: "http://localhost:3000",
  }),
  API_URL: field.origin({
    about: "Public origin of the API: the audience (`aud`) of every token.",
    fallback: "http://localhost:8000",
  }),
  JWKS_REFRESH: field.duration({
    about: "How long the API goes by the keys that it has before it fetches them again.",
    fallback: "10m",
    min: "1s",
    max: "1h",
  }),
  TRUSTED_IP_HEADER: optional(
    field.headerName({
      about:
        "Header in which your own proxy writes the caller's address; unset: forwarded headers are ignored and all callers share one rate limit.",
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    field.internalUrl({
      about: "OpenTelemetry collector (OTLP over HTTP) that spans are sent to; unset: there are none.",
    }),
  ),
};
