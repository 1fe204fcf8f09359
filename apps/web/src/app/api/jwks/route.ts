/** The keys once more, at the path that other frameworks use. */
export { GET } from "../../.well-known/jwks.json/route.ts";
