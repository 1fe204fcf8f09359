/** Names from tutorials that mean something else here, or nothing; each with what to do instead. */
export const refusedSettings: Readonly<Record<string, string>> = {
  JWT_SECRET: "tokens are signed with a key pair, no secret is shared; remove it, the API reads JWKS_URL.",
  JWT_SECRET_KEY: "tokens are signed with a key pair, no secret is shared; remove it, the API reads JWKS_URL.",
  JWT_ALGORITHM: "use JWT_ALG, if EdDSA has to change; HS256 would share the secret and is never taken.",
  JWT_EXPIRES_IN: "use ACCESS_TOKEN_LIFE, such as 5m.",
  BETTER_AUTH_TRUSTED_ORIGINS: "one origin is trusted, BETTER_AUTH_URL; remove it.",
  CORS_ORIGIN: "the API lets in one origin, BETTER_AUTH_URL; remove it.",
  CORS_ORIGINS: "the API lets in one origin, BETTER_AUTH_URL; remove it.",
  ALLOWED_ORIGINS: "the API lets in one origin, BETTER_AUTH_URL; remove it.",
  NEXT_PUBLIC_API_URL: "use API_URL, which reaches the browser at run time.",
  NEXT_PUBLIC_BETTER_AUTH_URL: "use BETTER_AUTH_URL, which reaches the browser at run time.",
  NEXT_PUBLIC_APP_URL: "use BETTER_AUTH_URL, which reaches the browser at run time.",
};
