/**
 * A JWT somewhere in a text: header and payload each begin with the base64url of `{"` (RFC 7519, section 3). One of them
 * alone also comes about in random text: in one `state` of some thousand.
 */
export const jwtForm = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/;
