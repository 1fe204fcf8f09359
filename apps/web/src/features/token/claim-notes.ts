/** What each part of a token means, in plain words. */
export const notes: Record<string, string> = {
  alg: "How it was signed. The API decides which ways it takes, never the token.",
  kid: "Which published key checks the signature.",
  typ: "An access token. The API takes no other kind of token that the same key signed.",
  iss: "Who made it: this web app. The API takes no other.",
  aud: "Whom it is for: the API. Another API has to refuse it.",
  sub: "Your id at the web app.",
  uuid: "Whose rows these are. Everything you own points at it.",
  email: "For display only.",
  name: "For display only.",
  scope: "What it allows.",
  client_id: "Which app asked for it.",
  sid: "The session that it belongs to: its id, not the secret in your cookie.",
  jti: "The id of this one token.",
  iat: "When it was made.",
  exp: "When it ends. Signing out can’t call it back, so it is short-lived.",
};

export const times = ["iat", "nbf", "exp"];
