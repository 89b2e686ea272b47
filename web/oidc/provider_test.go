package oidc_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"auditd/audit"
	"auditd/web/oidc"
)

var ctx = context.Background()

const (
	client = "auditd"
	pkce   = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
)

// An attacker is a provider that answers the token request as a test wants. It signs with a key that it publishes.
type attacker struct {
	*httptest.Server
	key   *ecdsa.PrivateKey
	token func(url.Values) (status int, body map[string]any)
	about map[string]any // replaces what the provider says of itself
}

func attack(t *testing.T) *attacker {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &attacker{key: key, about: map[string]any{}}
	answer := func(w http.ResponseWriter, status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		about := map[string]any{
			"issuer": a.URL, "authorization_endpoint": a.URL + "/auth", "token_endpoint": a.URL + "/token", "jwks_uri": a.URL + "/keys",
			"id_token_signing_alg_values_supported":          []string{"ES256", "HS256", "none"},
			"authorization_response_iss_parameter_supported": true, "end_session_endpoint": a.URL + "/end?x=1",
		}
		maps.Copy(about, a.about)
		answer(w, http.StatusOK, about)
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		status, body := a.token(r.PostForm)
		answer(w, status, body)
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

// sign makes a token with an algorithm and a key.
func sign(t *testing.T, alg jose.SignatureAlgorithm, key any, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(data)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func unsigned(claims map[string]any, header string) string {
	data, _ := json.Marshal(claims) // a map of texts and numbers
	b64 := base64.RawURLEncoding
	return b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString(data) + "."
}

func (a *attacker) provider(t *testing.T) *oidc.Provider {
	t.Helper()
	p, err := oidc.New(oidc.Config{Issuer: a.URL, ClientID: client, ClientSecret: "secret", Redirect: "https://audits.invalid/sign-in/callback", GroupsClaim: "groups"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var challenge = oidc.Challenge{State: "state", Nonce: "nonce", Verifier: strings.Repeat("v", 43)}

// good are the claims and the answer of an honest provider; every attack changes one thing of them.
func (a *attacker) good() (map[string]any, url.Values) {
	now := time.Now().Unix()
	claims := map[string]any{
		"iss": a.URL, "sub": "person-1", "aud": client, "exp": now + 300, "iat": now, "nonce": "nonce", "auth_time": now - 10, "groups": []string{"b", "a", "b"},
	}
	return claims, url.Values{"state": {"state"}, "code": {"code"}, "iss": {a.URL}}
}

func TestRedeem(t *testing.T) {
	a := attack(t)
	claims, answer := a.good()
	var sent url.Values
	a.token = func(v url.Values) (int, map[string]any) {
		sent = v
		return http.StatusOK, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": sign(t, jose.ES256, a.key, claims)}
	}
	got, err := a.provider(t).Redeem(ctx, challenge, answer)
	if err != nil {
		t.Fatal(err)
	}
	if got.Issuer != a.URL || got.Subject != "person-1" || strings.Join(got.Groups, " ") != "a b" || time.Since(got.AuthTime).Round(10*time.Second) != 10*time.Second {
		t.Errorf("got %+v", got)
	}
	if sent.Get("code_verifier") != challenge.Verifier || sent.Get("redirect_uri") != "https://audits.invalid/sign-in/callback" {
		t.Errorf("the code was redeemed with %v", sent)
	}
}

// Every attack changes one thing of a good visit, and signs nobody in. The list is that of RFC 9700 section 4 and OpenID Connect Core
// 1.0 section 3.1.3.7.
func TestAttacks(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	type visit struct {
		claims map[string]any
		answer url.Values
		raw    string // the token itself, instead of the claims signed
	}
	set := func(name string, value any) func(*attacker, *visit) {
		return func(_ *attacker, v *visit) { v.claims[name] = value }
	}
	param := func(name, value string) func(*attacker, *visit) {
		return func(_ *attacker, v *visit) { v.answer.Set(name, value) }
	}
	long := time.Now().Add(time.Hour).Unix()
	for name, change := range map[string]func(*attacker, *visit){
		"state of another visit":              param("state", "other"),
		"state missing":                       func(_ *attacker, v *visit) { v.answer.Del("state") },
		"code missing":                        func(_ *attacker, v *visit) { v.answer.Del("code") },
		"the provider refused":                param("error", "access_denied"),
		"answer of another provider (mix-up)": param("iss", "https://other.invalid"),
		"answer that hides its provider":      func(_ *attacker, v *visit) { v.answer.Del("iss") },
		"nonce of another visit":              set("nonce", "other"),
		"nonce missing":                       func(_ *attacker, v *visit) { delete(v.claims, "nonce") },
		"issuer of another provider":          set("iss", "https://other.invalid"),
		"issuer with a slash more":            func(a *attacker, v *visit) { v.claims["iss"] = a.URL + "/" },
		"made for another service":            set("aud", "other"),
		"made for nobody":                     set("aud", []string{}),
		"for us and others, party missing":    set("aud", []string{client, "other"}),
		"for us, used by another party":       set("azp", "other"),
		"expired":                             set("exp", time.Now().Add(-time.Minute).Unix()),
		"without an end":                      func(_ *attacker, v *visit) { delete(v.claims, "exp") },
		"from the future":                     set("iat", long),
		"not valid yet":                       set("nbf", long),
		"names nobody":                        set("sub", ""),
		"names somebody at length":            set("sub", strings.Repeat("x", 256)),
		"hash of another access token":        set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
		"no signature (alg none)":             func(_ *attacker, v *visit) { v.raw = unsigned(v.claims, `{"alg":"none"}`) },
		"no signature (alg None, kid)":        func(_ *attacker, v *visit) { v.raw = unsigned(v.claims, `{"alg":"None","kid":"1"}`) },
		"signature left out":                  func(_ *attacker, v *visit) { v.raw = unsigned(v.claims, `{"alg":"ES256","kid":"1"}`) },
		"signed with a key nobody published":  func(_ *attacker, v *visit) { v.raw = sign(t, jose.ES256, other, v.claims) },
		"signed with the client's secret": func(_ *attacker, v *visit) {
			v.raw = sign(t, jose.HS256, []byte(strings.Repeat("secret", 6)), v.claims)
		},
		"signed with the public key as secret": func(a *attacker, v *visit) {
			public, err := json.Marshal(jose.JSONWebKey{Key: &a.key.PublicKey})
			if err != nil {
				t.Fatal(err)
			}
			v.raw = sign(t, jose.HS256, public, v.claims)
		},
		"no token":           func(_ *attacker, v *visit) { v.raw = "-" },
		"a token of rubbish": func(_ *attacker, v *visit) { v.raw = "a.b.c" },
	} {
		t.Run(name, func(t *testing.T) {
			a := attack(t)
			v := &visit{}
			v.claims, v.answer = a.good()
			change(a, v)
			asked := false
			a.token = func(url.Values) (int, map[string]any) {
				asked = true
				body := map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": v.raw}
				switch v.raw {
				case "":
					body["id_token"] = sign(t, jose.ES256, a.key, v.claims)
				case "-":
					delete(body, "id_token")
				}
				return http.StatusOK, body
			}
			got, err := a.provider(t).Redeem(ctx, challenge, v.answer)
			if audit.KindOf(err) != audit.Denied || got.Subject != "" {
				t.Errorf("got %+v, %v, want denied", got, err)
			}
			if front := v.answer.Get("state") != "state" || v.answer.Get("code") == "" || v.answer.Get("iss") != a.URL || v.answer.Get("error") != ""; front == asked {
				t.Errorf("the code was sent on: %v; an answer that does not fit must not be", asked)
			}
		})
	}
}

// A provider that refuses the code has refused the person; one that is away or names another issuer is not used at all.
func TestProviderAway(t *testing.T) {
	a := attack(t)
	_, answer := a.good()
	a.token = func(url.Values) (int, map[string]any) {
		return http.StatusBadRequest, map[string]any{"error": "invalid_grant"}
	}
	p := a.provider(t)
	if _, err := p.Redeem(ctx, challenge, answer); audit.KindOf(err) != audit.Denied {
		t.Errorf("a code that was used before: %v", err)
	}
	a.token = func(url.Values) (int, map[string]any) {
		return http.StatusOK, map[string]any{"access_token": strings.Repeat("x", 2<<20)}
	}
	if _, err := p.Redeem(ctx, challenge, answer); err == nil {
		t.Error("an answer without end was read")
	}
	a.Close()
	if _, err := p.Redeem(ctx, challenge, answer); audit.KindOf(err) != audit.Unavailable {
		t.Errorf("away after it was found: %v", err)
	}
	if _, err := a.provider(t).AddressOf(ctx, challenge, false); audit.KindOf(err) != audit.Unavailable {
		t.Errorf("away from the start: %v", err)
	}
	b := attack(t)
	b.about["issuer"] = "https://other.invalid"
	if _, err := b.provider(t).AddressOf(ctx, challenge, false); audit.KindOf(err) != audit.Unavailable {
		t.Errorf("under another name: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	a := attack(t)
	p := a.provider(t)
	address, err := p.AddressOf(ctx, challenge, true)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	// The challenge is BASE64URL(SHA256(43 times "v")): printf 'v%.0s' {1..43} | openssl sha256 -binary | basenc --base64url.
	for name, want := range map[string]string{
		"response_type": "code", "client_id": client, "scope": "openid", "state": "state", "nonce": "nonce", "code_challenge_method": "S256",
		"prompt": "login", "max_age": "0", "code_challenge": pkce, "redirect_uri": "https://audits.invalid/sign-in/callback",
	} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if end, err := p.EndOf(ctx, "https://audits.invalid/"); err != nil || end != a.URL+"/end?client_id=auditd&post_logout_redirect_uri=https%3A%2F%2Faudits.invalid%2F&x=1" {
		t.Errorf("the end is %q, %v", end, err)
	}
	if x, y := oidc.NewChallenge(), oidc.NewChallenge(); x.State == y.State || x.Nonce == y.Nonce || x.Verifier == y.Verifier || len(x.Verifier) < 43 {
		t.Error("two challenges are alike")
	}
}

func TestCheck(t *testing.T) {
	for issuer, good := range map[string]bool{
		"https://provider.invalid": true, "https://provider.invalid/realms/x": true, "http://127.0.0.1:1": true, "http://localhost": true, "http://[::1]:1": true,
		"": false, "provider": false, "http://provider.invalid": false, "ftp://provider.invalid": false, "https://provider.invalid?x=1": false,
	} {
		_, err := oidc.New(oidc.Config{Issuer: issuer, ClientID: client, Redirect: "https://x.invalid"})
		if (err == nil) != good {
			t.Errorf("%q: %v", issuer, err)
		}
	}
	if _, err := oidc.New(oidc.Config{Issuer: "https://provider.invalid"}); err == nil {
		t.Error("without a client")
	}
}
