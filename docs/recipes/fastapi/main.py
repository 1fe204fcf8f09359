"""A second API for the same access tokens. It knows the issuer's name and public keys, nothing else."""
import json
import logging
import os
import re
import sqlite3
import threading
import time
import urllib.request
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import jwt
import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from jwt.utils import base64url_decode, base64url_encode
from pydantic import BaseModel, StrictStr, conint, constr

ISSUER, AUDIENCE = os.environ["ISSUER"], os.environ["AUDIENCE"]  # without them any token would do
JWKS_URL = os.environ.get("JWKS_URL", f"{ISSUER}/api/auth/jwks")
if urlsplit(JWKS_URL).scheme != "https" and urlsplit(JWKS_URL).hostname not in ("localhost", "127.0.0.1"):
    raise SystemExit("JWKS_URL must be https: over http a stranger can swap the keys.")
log = logging.getLogger("uvicorn.error")

PROBLEMS = {  # code: status, title, detail; the codes are those of packages/contract/src/problems.ts
    "validation_failed": (400, "The request has wrong fields", "A title has 1 to 200 characters, a user is a uuid."),
    "invalid_request": (400, "The bearer token is sent in a wrong way", "Send one Authorization header."),
    "token_missing": (401, "Sign in first", "The request carries no bearer token."),
    "token_invalid": (401, "The token isn't accepted", "It is malformed, expired, or not for this API."),
    "insufficient_scope": (403, "The token doesn't allow this", "The token lacks the route's scope."),
    "not_yours": (403, "The path names somebody else", "Use the uuid of /api/me, or the path without it."),
    "keys_unavailable": (503, "Tokens can't be checked right now", "The token itself may well be good."),
}


class Problem(Exception):
    """Takes the parameters of `WWW-Authenticate` (RFC 6750 section 3); `reason` goes to the log alone."""
    def __init__(self, code, reason="", **challenge):
        fields = ", ".join(f'{name}="{value}"' for name, value in {"realm": "api", **challenge}.items())
        self.headers = {"WWW-Authenticate": f"Bearer {fields}"} if challenge or code == "token_missing" else {}
        self.code, self.reason = code, reason


class IssuerKeys(jwt.PyJWKClient):
    """PyJWT's client alone asks anew for each unknown key id, and fails as soon as the issuer does."""
    kept, kept_at, next_try, failed, lock = None, 0.0, 0.0, False, threading.Lock()

    def get_jwk_set(self, refresh=False):
        """Called for each token, and with `refresh` for a key id that isn't there. Throws Problem."""
        with self.lock:  # one fetch for all who ask meanwhile
            now = time.monotonic()
            if now >= self.next_try and (refresh or self.kept is None or now - self.kept_at > 600):
                try:
                    self.kept, self.kept_at, self.failed = jwt.PyJWKSet(self.fetch_data()), now, False
                except Exception as error:  # whatever is wrong with an answer, the good keys stay
                    self.failed = True
                    log.warning("keys not fetched: %s", error)
                self.next_try = time.monotonic() + (2 if self.failed else 30 if refresh else 0)
            # While the issuer fails, nobody can tell whether it has a key that isn't here: never 401.
            if self.kept is None or now - self.kept_at > 3600 or (refresh and self.failed):
                raise Problem("keys_unavailable")
            return self.kept

    def fetch_data(self):
        # Python's own name is refused by CDNs that stand in front of an issuer.
        get = urllib.request.Request(self.uri, headers={"User-Agent": "second-api/1.0"})
        with urllib.request.urlopen(get, timeout=3) as answer:
            text = answer.read(64 * 1024 + 1)
            if len(text) > 64 * 1024 or answer.url != self.uri:
                raise ValueError("too large or redirected")
        keys = [key for key in json.loads(text)["keys"] if key.get("crv") == "Ed25519" and "d" not in key]
        return [key for key in keys if key.get("use", "sig") == "sig"]


class Caller(BaseModel):
    """The claims, of which PyJWT checks neither the types nor how long the token lives."""
    uuid: UUID
    sub: constr(strict=True, min_length=1, max_length=255)
    email: StrictStr = ""
    name: StrictStr = ""
    scope: StrictStr = ""
    iat: conint(strict=True, ge=0)
    exp: conint(strict=True, ge=0)
    nbf: conint(strict=True, ge=0) = 0


issuer_keys = IssuerKeys(JWKS_URL)
COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
ACCESS_TOKEN = re.compile(r"(application/)?at\+jwt", re.ASCII | re.IGNORECASE)  # RFC 9068 section 4
RULES = {"algorithms": ["EdDSA"], "issuer": ISSUER, "audience": AUDIENCE, "leeway": 5,
         "options": {"require": ["iss", "aud", "sub", "uuid", "iat", "exp"]}}


def refuse_if(wrong, reason):
    if wrong:
        raise jwt.InvalidTokenError(reason)


def unique(pairs):
    refuse_if(len(dict(pairs)) < len(pairs), "a name twice")
    return dict(pairs)


def verified(token):
    """Whom a token names. Throws for one that isn't good. Form first, then PyJWT, then the claims' types."""
    refuse_if(len(token) > 4096 or not COMPACT.fullmatch(token), "not a compact JWT")
    parts = [base64url_decode(part) for part in token.split(".")]
    refuse_if(b".".join(map(base64url_encode, parts)) != token.encode(), "not canonical base64url")
    header, claims = (json.loads(part.decode(), object_pairs_hook=unique) for part in parts[:2])
    json.dumps(claims, ensure_ascii=False).encode()  # throws for half a surrogate pair
    refuse_if(type(header) is not dict or header.keys() - {"alg", "kid", "typ"}, "header not allowed")
    refuse_if(not ACCESS_TOKEN.fullmatch(header.get("typ", "")), "typ not allowed")
    refuse_if(header.get("alg") != "EdDSA", "alg not allowed")
    refuse_if(not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", header.get("kid", "")), "kid malformed")
    found = Caller(**jwt.decode(token, issuer_keys.get_signing_key(header["kid"]).key, **RULES))
    refuse_if(found.exp - found.iat > 3600, "a life of over an hour")
    refuse_if(str(found.uuid) != claims["uuid"].lower() or not found.uuid.version, "uuid malformed")
    refuse_if("cnf" in claims, "bound to a key, which would be ignored here: RFC 9449 section 7.2")
    return found


def caller(request: Request, bearer=Depends(HTTPBearer(auto_error=False))) -> Caller:
    if len(request.headers.getlist("authorization")) > 1 or "access_token" in request.query_params:
        text = "Send one Authorization header and no token elsewhere"
        raise Problem("invalid_request", error="invalid_request", error_description=text)
    if not bearer:
        raise Problem("token_missing")
    try:
        return verified(bearer.credentials)
    except (jwt.PyJWTError, ArithmeticError, RecursionError, TypeError, ValueError) as error:
        text = f"The access token {'expired' if isinstance(error, jwt.ExpiredSignatureError) else 'is invalid'}"
        reason = error if isinstance(error, jwt.PyJWTError) else type(error).__name__
        raise Problem("token_invalid", reason, error="invalid_token", error_description=text)


def needs(scope):
    def check(user: Caller = Depends(caller)) -> Caller:
        if scope not in user.scope.split():
            raise Problem("insufficient_scope", error="insufficient_scope", scope=scope)
        return user
    return Depends(check)


def require_self(user_uuid: str, user: Caller = Depends(caller)):
    """For paths that name a user: they can only agree with the token, which alone says whose rows are meant."""
    try:
        UUID(user_uuid)
    except ValueError:
        raise Problem("validation_failed")
    if user_uuid.lower() != str(user.uuid):
        raise Problem("not_yours")


# This dependency closes every route, also one that forgets to ask who is calling.
app = FastAPI(title="A second API", dependencies=[Depends(caller)])
# Pages of the web app may call; a browser asks before it sends the token, and that question carries none.
app.add_middleware(CORSMiddleware, allow_origins=[ISSUER], allow_methods=["GET", "POST"],
                   allow_headers=["Authorization", "Content-Type"], expose_headers=["Retry-After", "WWW-Authenticate"])
db = sqlite3.connect(os.environ.get("DATABASE", ":memory:"), check_same_thread=False, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS task (user_uuid TEXT, id TEXT, title TEXT, PRIMARY KEY (user_uuid, id))")


class NewTask(BaseModel):
    title: constr(strict=True, strip_whitespace=True, min_length=1, max_length=200)


@app.get("/api/me")
def me(user: Caller = Depends(caller)):
    return {"uuid": user.uuid, "id": user.sub, "email": user.email, "name": user.name,
            "scopes": user.scope.split()}


@app.get("/api/tasks")
@app.get("/api/users/{user_uuid}/tasks", dependencies=[Depends(require_self)])
def list_tasks(user: Caller = needs("tasks:read")):
    query = "SELECT id, title FROM task WHERE user_uuid = ? ORDER BY rowid DESC LIMIT 100"
    return {"items": [{"id": id, "title": title} for id, title in db.execute(query, [str(user.uuid)])]}


@app.post("/api/tasks", status_code=201)
@app.post("/api/users/{user_uuid}/tasks", status_code=201, dependencies=[Depends(require_self)])
async def create_task(request: Request, user: Caller = needs("tasks:write")):
    """Reads the body itself: FastAPI would read a declared one before it asks who is calling."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > 16 * 1024:
            raise Problem("validation_failed")
    try:
        task = {"id": str(uuid4()), "title": NewTask(**json.loads(body)).title}
        db.execute("INSERT INTO task VALUES (?, ?, ?)", [str(user.uuid), *task.values()])
    except (RecursionError, TypeError, ValueError) as error:
        raise Problem("validation_failed", type(error).__name__)
    return task


@app.exception_handler(Problem)
def answer(request: Request, problem: Problem):
    status, title, detail = PROBLEMS[problem.code]
    request_id = str(uuid4())
    log.info("%s %s %s", request_id, problem.code, problem.reason)
    headers = {"Retry-After": "2"} if status == 503 else problem.headers
    body = {"type": f"{AUDIENCE}/problems/{problem.code}", "title": title, "status": status, "detail": detail,
            "instance": request.url.path, "code": problem.code, "requestId": request_id}
    return JSONResponse(body, status, {**headers, "Cache-Control": "no-store"}, "application/problem+json")


if __name__ == "__main__":
    # No access log: it would show a token that somebody put into the address.
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8100")), access_log=False)
