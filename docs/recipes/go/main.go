// A second API for the same access tokens. It knows the issuer's name and public keys, nothing else.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// A problem is an answer that isn't the one asked for; the codes are those of packages/contract/src/problems.ts.
type problem struct {
	code, reason string // the reason is for the log: a caller who learns it can probe us
	challenge    string // parameters of WWW-Authenticate: RFC 6750 section 3
}

func (p *problem) Error() string { return p.code + " " + p.reason }

var problems = map[string]struct {
	status        int
	title, detail string
}{
	"validation_failed":  {400, "The request has wrong fields", "A title has 1 to 200 characters, a user is a uuid."},
	"invalid_request":    {400, "The bearer token is sent in a wrong way", "Send one Authorization header."},
	"token_missing":      {401, "Sign in first", "The request carries no bearer token."},
	"token_invalid":      {401, "The token isn't accepted", "It is malformed, expired, or not for this API."},
	"insufficient_scope": {403, "The token doesn't allow this", "The token lacks the route's scope."},
	"not_yours":          {403, "The path names somebody else", "Use the uuid of /api/me, or the path without it."},
	"not_found":          {404, "There is nothing here", "The route doesn't exist."},
	"keys_unavailable":   {503, "Tokens can't be checked right now", "The token itself may well be good."},
}

type api struct {
	tokens *verifier
	mu     sync.Mutex
	tasks  map[string][]task // by the caller's uuid: no read or write goes past it
}

type task struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Every route takes a caller, so none can be open by mistake.
type route struct {
	scope string
	serve func(a *api, w http.ResponseWriter, r *http.Request, user *caller) *problem
}

var routes = map[string]route{
	"GET /api/me":     {"", (*api).me},
	"GET /api/tasks":  {"tasks:read", (*api).listTasks},
	"POST /api/tasks": {"tasks:write", (*api).createTask},
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if a.allowPage(w, r) && r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if refused := a.handle(w, r); refused != nil {
		a.refuse(w, r, refused)
	}
}

// allowPage lets pages of the web app call. A browser asks before it sends the token, and that question carries none.
func (a *api) allowPage(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Vary", "Origin")
	if r.Header.Get("Origin") != a.tokens.issuer {
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", a.tokens.issuer)
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.Header().Set("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate")
	return true
}

// A path may name a user. It can only agree with the token, which alone says whose rows are meant.
var ofUser = regexp.MustCompile(`^/api/users/([^/]+)(/tasks)$`)

func (a *api) handle(w http.ResponseWriter, r *http.Request) *problem {
	path, named := r.URL.Path, ""
	if parts := ofUser.FindStringSubmatch(path); parts != nil {
		named, path = strings.ToLower(parts[1]), "/api"+parts[2]
	}
	route, found := routes[r.Method+" "+path]
	if !found {
		return &problem{code: "not_found"}
	}
	user, refused := a.tokens.authenticate(r)
	if refused != nil {
		return refused
	}
	if named != "" && !userUUID.MatchString(named) {
		return &problem{code: "validation_failed"}
	}
	if named != "" && named != user.UUID {
		return &problem{code: "not_yours"}
	}
	if route.scope != "" && !user.may(route.scope) {
		text := `, error="insufficient_scope", scope="` + route.scope + `"`
		return &problem{code: "insufficient_scope", challenge: text}
	}
	return route.serve(a, w, r, user)
}

func (a *api) refuse(w http.ResponseWriter, r *http.Request, refused *problem) {
	about, id := problems[refused.code], newID()
	log.Printf("%s %s", id, refused)
	if refused.challenge != "" || refused.code == "token_missing" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="api"`+refused.challenge)
	}
	if about.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", fmt.Sprint(retryWait.Seconds()))
	}
	send(w, about.status, "application/problem+json", map[string]any{
		"type": a.tokens.audience + "/problems/" + refused.code, "title": about.title, "status": about.status,
		"detail": about.detail, "instance": r.URL.Path, "code": refused.code, "requestId": id,
	})
}

func (a *api) me(w http.ResponseWriter, _ *http.Request, user *caller) *problem {
	return send(w, http.StatusOK, "application/json", user)
}

func (a *api) listTasks(w http.ResponseWriter, _ *http.Request, user *caller) *problem {
	a.mu.Lock()
	items := append([]task{}, a.tasks[user.UUID]...)
	a.mu.Unlock()
	return send(w, http.StatusOK, "application/json", map[string]any{"items": items})
}

func (a *api) createTask(w http.ResponseWriter, r *http.Request, user *caller) *problem {
	made := task{ID: newID()}
	var fields struct {
		Title string `json:"title"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(&fields)
	made.Title = strings.TrimSpace(fields.Title)
	if err != nil || made.Title == "" || utf8.RuneCountInString(made.Title) > 200 {
		return &problem{code: "validation_failed"}
	}
	a.mu.Lock()
	a.tasks[user.UUID] = append(a.tasks[user.UUID], made)
	a.mu.Unlock()
	return send(w, http.StatusCreated, "application/json", made)
}

func send(w http.ResponseWriter, status int, mediaType string, body any) *problem {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails only when the caller has gone
	return nil
}

func newID() string {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		panic(err)
	}
	return hex.EncodeToString(random)
}

func setting(name, fallback string) string {
	value := os.Getenv(name)
	if value == "" {
		value = fallback
	}
	if value == "" {
		log.Fatalf("%s is missing: without it any token would do.", name)
	}
	return value
}

func main() {
	issuer := setting("ISSUER", "")
	address := setting("JWKS_URL", issuer+"/api/auth/jwks")
	if at, err := url.Parse(address); err != nil || at.Scheme != "https" && at.Hostname() != "localhost" && at.Hostname() != "127.0.0.1" {
		log.Fatal("JWKS_URL must be https: over http a stranger can swap the keys.")
	}
	tokens := &verifier{issuer, setting("AUDIENCE", ""), &keyCache{url: address}}
	server := &http.Server{
		Addr:              net.JoinHostPort("127.0.0.1", setting("PORT", "8100")),
		Handler:           &api{tokens: tokens, tasks: map[string][]task{}},
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	log.Fatal(server.ListenAndServe())
}
