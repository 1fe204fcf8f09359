package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// A caller is whom a good token names.
type caller struct {
	UUID   string   `json:"uuid"`
	ID     string   `json:"id"`
	Email  string   `json:"email"`
	Name   string   `json:"name"`
	Scopes []string `json:"scopes"`
}

func (c *caller) may(scope string) bool {
	for _, one := range c.Scopes {
		if one == scope {
			return true
		}
	}
	return false
}

type verifier struct {
	issuer, audience string
	keys             *keyCache
}

const clockSkew, maxLife = 5, 3600 // seconds

var (
	bearerScheme = regexp.MustCompile(`(?i)^bearer( |$)`)
	bearerToken  = regexp.MustCompile(`(?i)^bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$`)
	tokenType    = regexp.MustCompile(`(?i)^(application/)?at\+jwt$`) // RFC 9068 section 4
	keyID        = regexp.MustCompile(`^[\w-]{1,128}$`)
	userUUID     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

func invalid(reason string) *problem {
	return &problem{"token_invalid", reason, `, error="invalid_token", error_description="The access token is invalid"`}
}

// authenticate takes the token from the one Authorization header, never from query, body or cookie.
func (v *verifier) authenticate(r *http.Request) (*caller, *problem) {
	fields := r.Header.Values("Authorization")
	if len(fields) > 1 || r.URL.Query().Has("access_token") {
		text := `, error="invalid_request", error_description="Send one Authorization header and no token elsewhere"`
		return nil, &problem{code: "invalid_request", challenge: text}
	}
	if len(fields) == 0 || !bearerScheme.MatchString(fields[0]) {
		return nil, &problem{code: "token_missing"}
	}
	parts := bearerToken.FindStringSubmatch(fields[0])
	if parts == nil || len(fields[0]) > 4096 {
		return nil, invalid("not a compact JWT")
	}
	return v.verify(parts[1], parts[2], parts[3])
}

// verify checks form, then signature, then claims: RFC 7519 and RFC 8725.
func (v *verifier) verify(headerPart, claimsPart, signaturePart string) (*caller, *problem) {
	header, ok := object(headerPart)
	signature, err := base64.RawURLEncoding.Strict().DecodeString(signaturePart)
	if !ok || err != nil {
		return nil, invalid("header or signature malformed")
	}
	for name := range header {
		if name != "alg" && name != "kid" && name != "typ" {
			return nil, invalid("header member not allowed")
		}
	}
	typ, _ := header["typ"].(string)
	kid, _ := header["kid"].(string)
	if header["alg"] != "EdDSA" || !keyID.MatchString(kid) || !tokenType.MatchString(typ) {
		return nil, invalid("alg, kid or typ not allowed")
	}
	key, refused := v.keys.find(kid)
	if refused != nil {
		return nil, refused
	}
	if !ed25519.Verify(key, []byte(headerPart+"."+claimsPart), signature) {
		return nil, invalid("signature wrong")
	}
	if claims, ok := object(claimsPart); ok {
		return v.accept(claims)
	}
	return nil, invalid("claims malformed")
}

func (v *verifier) accept(claims map[string]any) (*caller, *problem) {
	texts := map[string]string{}
	for _, name := range []string{"sub", "uuid", "email", "name", "scope"} {
		value, isText := claims[name].(string)
		if _, given := claims[name]; given && !isText {
			return nil, invalid(name + " malformed")
		}
		texts[name] = value
	}
	iat, hasIat := seconds(claims["iat"])
	exp, hasExp := seconds(claims["exp"])
	nbf, hasNbf := seconds(claims["nbf"])
	_, nbfGiven := claims["nbf"]
	_, bound := claims["cnf"] // it would become a plain token here: RFC 9449 section 7.2
	id, now := strings.ToLower(texts["uuid"]), time.Now().Unix()
	switch {
	case claims["iss"] != v.issuer || claims["aud"] != v.audience:
		return nil, invalid("iss or aud wrong")
	case texts["sub"] == "" || len(texts["sub"]) > 255 || strings.ContainsRune(texts["sub"], utf8.RuneError) || !userUUID.MatchString(id) || bound:
		return nil, invalid("sub, uuid or cnf")
	case !hasIat || !hasExp || nbfGiven && !hasNbf || exp-iat > maxLife:
		return nil, invalid("times malformed")
	case iat > now+clockSkew || nbf > now+clockSkew:
		return nil, invalid("not yet valid")
	case exp <= now-clockSkew:
		expired := invalid("expired")
		expired.challenge = strings.Replace(expired.challenge, "is invalid", "expired", 1)
		return nil, expired
	}
	return &caller{id, texts["sub"], texts["email"], texts["name"], strings.Fields(texts["scope"])}, nil
}

// seconds reads a whole number that is exact everywhere: neither 1e400 nor a fraction.
func seconds(value any) (int64, bool) {
	number, _ := value.(json.Number)
	whole, err := number.Int64()
	return whole, err == nil && whole >= 0 && whole < 1<<53
}

// object reads base64url JSON into a map: a struct would take ALG for alg, and a float round the times.
func object(part string) (map[string]any, bool) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil || !utf8.Valid(text) {
		return nil, false
	}
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil || members == nil {
		return nil, false
	}
	_, err = decoder.Token()
	return members, err == io.EOF
}
