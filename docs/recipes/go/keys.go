package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"sync"
	"time"
)

const (
	maxBytes    = 64 << 10
	freshFor    = 10 * time.Minute
	staleAfter  = time.Hour        // how long keys outlive an issuer that doesn't answer
	unknownWait = 30 * time.Second // until the next look for a key id that isn't there
	retryWait   = 2 * time.Second  // after a failure
)

var client = &http.Client{
	Timeout:       3 * time.Second, // body included
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// keyCache keeps the issuer's keys and asks for them no more often than the waits allow, whatever comes in.
type keyCache struct {
	url     string
	mu      sync.Mutex // held while fetching, too: one fetch for all who ask meanwhile
	keys    map[string]ed25519.PublicKey
	fetched time.Time
	nextTry time.Time
	failed  bool
}

func (c *keyCache) find(kid string) (ed25519.PublicKey, *problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	unknown := c.keys != nil && c.keys[kid] == nil
	if now := time.Now(); (c.keys[kid] == nil || now.Sub(c.fetched) > freshFor) && now.After(c.nextTry) {
		c.refresh(now)
		if unknown && !c.failed {
			c.nextTry = now.Add(unknownWait)
		}
	}
	key := c.keys[kid]
	if c.keys == nil || time.Since(c.fetched) > staleAfter || key == nil && c.failed {
		// While the issuer fails, nobody can tell whether it has a key that isn't here: never 401.
		return nil, &problem{code: "keys_unavailable"}
	}
	if key == nil {
		return nil, invalid("kid unknown")
	}
	return key, nil
}

// refresh keeps the good keys, whatever is wrong with an answer.
func (c *keyCache) refresh(now time.Time) {
	keys, err := fetchKeys(c.url)
	c.failed = err != nil
	if c.failed {
		log.Printf("keys not fetched: %v", err)
		c.nextTry = time.Now().Add(retryWait)
		return
	}
	c.keys, c.fetched = keys, now
}

func fetchKeys(url string) (map[string]ed25519.PublicKey, error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	// The library's own name is refused by CDNs that stand in front of an issuer.
	request.Header.Set("User-Agent", "second-api/1.0")
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxBytes+1))
	if err != nil || answer.StatusCode != http.StatusOK || len(text) > maxBytes {
		return nil, errors.New("broken off, not 200, or too large")
	}
	var set struct {
		Keys []struct{ Kty, Crv, Kid, Use, X, D string }
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	keys := map[string]ed25519.PublicKey{}
	for _, jwk := range set.Keys {
		if jwk.D != "" || keys[jwk.Kid] != nil {
			return nil, errors.New("a private key, or a key id twice")
		}
		x, err := base64.RawURLEncoding.Strict().DecodeString(jwk.X)
		usable := jwk.Kty == "OKP" && jwk.Crv == "Ed25519" && (jwk.Use == "" || jwk.Use == "sig")
		if usable && err == nil && len(x) == ed25519.PublicKeySize {
			keys[jwk.Kid] = x
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("no usable key")
	}
	return keys, nil
}
