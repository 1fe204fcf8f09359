import { z } from "zod";
import { scopeSchema, scopes } from "./claims.ts";

/** Where a client finds out how to get a token for the API: RFC 9728 section 3. */
export const resourceMetadataPath = "/.well-known/oauth-protected-resource";

/** The metadata document of the API at that origin, whose tokens come from that issuer: RFC 9728 section 2. */
export function resourceMetadata(apiUrl: string, issuer: string) {
  return {
    resource: apiUrl,
    authorization_servers: [issuer],
    scopes_supported: [...scopes],
    bearer_methods_supported: ["header"],
    resource_name: "Claimcheck API",
    resource_documentation: `${apiUrl}/docs`,
  };
}

export const resourceMetadataSchema = z
  .object({
    resource: z.string().describe("The API's own name: the `aud` of tokens for it"),
    authorization_servers: z.array(z.string()).describe("The `iss` of tokens that it takes"),
    scopes_supported: z.array(scopeSchema),
    bearer_methods_supported: z.array(z.string()),
    resource_name: z.string(),
    resource_documentation: z.string(),
  })
  .meta({ examples: [resourceMetadata("https://api.example", "https://app.example")] });
