package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"auditd/audit"
)

// Config says which provider is asked and as whom.
type Config struct {
	Issuer       string // its address, byte by byte as the provider writes it into its tokens
	ClientID     string
	ClientSecret string   // empty for a public client
	Redirect     string   // address that the provider sends people back to
	Scopes       []string // besides openid
	GroupsClaim  string   // claim that lists groups; empty for none
	Now          func() time.Time
}

// Check returns why a configuration cannot be used. An issuer is reached over TLS, save on this machine.
func (c Config) Check() error {
	u, err := url.Parse(c.Issuer)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return &audit.Error{Kind: audit.Invalid, Text: "the issuer is no address", Value: audit.Quote(c.Issuer)}
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return &audit.Error{Kind: audit.Invalid, Text: "the issuer is not reached over TLS", Value: audit.Quote(c.Issuer), Remedy: "use https"}
	case c.ClientID == "" || c.Redirect == "":
		return &audit.Error{Kind: audit.Invalid, Text: "a provider needs the identifier of a client and the external address of this service"}
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// A Provider is one provider. It is asked for its addresses and keys when it is first needed, so that the service starts without it.
// Its methods may be called from several goroutines.
type Provider struct {
	Config
	client *http.Client

	mu    sync.Mutex
	found *discovered
	tried time.Time // when it last did not answer
	err   error
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	EndSession string `json:"end_session_endpoint"`
	NamesSelf  bool   `json:"authorization_response_iss_parameter_supported"`
}

// The bounds of a conversation with a provider: how long one answer may take and be, and how long one that did not answer is left
// alone.
const (
	answerTime = 10 * time.Second
	maxAnswer  = 1 << 20
	leaveAlone = 5 * time.Second
)

// New returns a provider. It asks nothing yet.
func New(c Config) (*Provider, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Provider{Config: c, client: &http.Client{Timeout: answerTime, Transport: bounded{http.DefaultTransport}}}, nil
}

// bounded cuts answers that are too long; what reads them then finds them damaged.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	}
	return resp, err
}

// discover asks the provider about itself, once. The issuer that it names must be the one that was configured.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if p.err != nil && time.Since(p.tried) < leaveAlone {
		return nil, p.err
	}
	// Keys are fetched again later with the same context, so it must not end with this request; the client bounds the time.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.client)
	provider, err := oidc.NewProvider(ctx, p.Issuer)
	d := &discovered{Provider: provider}
	if err == nil {
		err = provider.Claims(d)
	}
	if err != nil {
		p.tried = time.Now()
		p.err = &audit.Error{Kind: audit.Unavailable, Text: "the provider of identities does not answer as it should", Remedy: "try again in a minute", Err: err}
		return nil, p.err
	}
	p.found = d
	return d, nil
}

func (p *Provider) oauth(d *discovered) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: d.Endpoint(), RedirectURL: p.Redirect,
		Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
}

// A Challenge is what one visit to the provider is held against when it comes back.
type Challenge struct {
	State    string // comes back in the address
	Nonce    string // comes back in the token
	Verifier string // proves to the provider that who asks for the token is who sent the person (RFC 7636)
}

// NewChallenge draws a challenge.
func NewChallenge() Challenge { return Challenge{random(), random(), oauth2.GenerateVerifier()} }

func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails, as its documentation says
	return base64.RawURLEncoding.EncodeToString(b)
}

// AddressOf returns where to send somebody. With fresh, the provider is to ask them again even when it knows them.
func (p *Provider) AddressOf(ctx context.Context, ch Challenge, fresh bool) (string, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(ch.Nonce), oauth2.S256ChallengeOption(ch.Verifier)}
	if fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.oauth(d).AuthCodeURL(ch.State, options...), nil
}

// EndOf returns where somebody signs out at the provider and then comes back to an address; "" when the provider has no such place.
func (p *Provider) EndOf(ctx context.Context, back string) (string, error) {
	d, err := p.discover(ctx)
	if err != nil || d.EndSession == "" {
		return "", err
	}
	u, err := url.Parse(d.EndSession)
	if err != nil {
		return "", nil //nolint:nilerr // a provider without a usable place has none
	}
	q := u.Query()
	q.Set("client_id", p.ClientID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Claims are what the provider says about a person.
type Claims struct {
	Issuer   string
	Subject  string
	AuthTime time.Time // when they last proved who they are; zero when the provider does not say
	Groups   []string  // of the claim that is configured
}

// denied is the answer about a visit that does not fit. The cause is for the log.
func denied(text string, err error) error {
	return &audit.Error{Kind: audit.Denied, Text: text, Remedy: "sign in again", Err: err}
}

func same(a, b string) bool { return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Redeem checks what a visit came back with, fetches its token and checks that. Everything that does not fit is Denied; a provider
// that does not answer is Unavailable.
func (p *Provider) Redeem(ctx context.Context, ch Challenge, answer url.Values) (Claims, error) {
	if !same(ch.State, answer.Get("state")) {
		return Claims{}, denied("the answer belongs to another sign-in", nil)
	}
	d, err := p.discover(ctx)
	if err != nil {
		return Claims{}, err
	}
	// RFC 9207: an answer names its issuer, so that a code of one provider is never taken to another.
	if iss := answer.Get("iss"); iss != p.Issuer && (iss != "" || d.NamesSelf) {
		return Claims{}, denied("the answer comes from another provider", nil)
	}
	if answer.Get("error") != "" || answer.Get("code") == "" {
		return Claims{}, denied("the provider did not sign you in", nil)
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(d).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(ch.Verifier))
	var refused *oauth2.RetrieveError
	if err != nil && !errors.As(err, &refused) {
		return Claims{}, &audit.Error{Kind: audit.Unavailable, Text: "the provider of identities does not answer as it should", Remedy: "sign in again", Err: err}
	}
	if err != nil {
		return Claims{}, denied("the provider refused the code", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Claims{}, denied("the provider sent no token of identity", nil)
	}
	return p.verify(ctx, d, ch, raw, token.AccessToken)
}

// algorithms are the signatures that are accepted: none and those with a shared secret are not, whatever a provider announces.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// maxSkew is how far ahead the clock of a provider may be.
const maxSkew = 2 * time.Minute

// verify checks a token: signature, issuer, audience and end by the library, the rest here.
func (p *Provider) verify(ctx context.Context, d *discovered, ch Challenge, raw, access string) (Claims, error) {
	token, err := d.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: algorithms, Now: p.Now}).Verify(ctx, raw)
	if err != nil {
		return Claims{}, denied("the token of identity is not valid", err)
	}
	var more struct {
		Party    string `json:"azp"`
		AuthTime int64  `json:"auth_time"`
	}
	all := map[string]any{}
	if err := token.Claims(&more); err != nil {
		return Claims{}, denied("the token of identity is not valid", err)
	}
	if err := token.Claims(&all); err != nil {
		return Claims{}, denied("the token of identity is not valid", err)
	}
	switch {
	case !same(ch.Nonce, token.Nonce):
		return Claims{}, denied("the token belongs to another sign-in", nil)
	case token.Subject == "" || len(token.Subject) > 255:
		return Claims{}, denied("the token names nobody", nil)
	case len(token.Audience) > 1 && more.Party == "", more.Party != "" && more.Party != p.ClientID:
		return Claims{}, denied("the token was made for another service", nil)
	case token.IssuedAt.After(p.Now().Add(maxSkew)):
		return Claims{}, denied("the token comes from the future", nil)
	case token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil:
		return Claims{}, denied("the two tokens do not belong together", nil)
	}
	out := Claims{Issuer: token.Issuer, Subject: token.Subject, Groups: texts(all[p.GroupsClaim])}
	if more.AuthTime > 0 {
		out.AuthTime = time.Unix(more.AuthTime, 0)
	}
	return out, nil
}

// texts returns the texts of a claim that is one or a list of them, in order and without doubles.
func texts(claim any) []string {
	var out []string
	switch c := claim.(type) {
	case string:
		out = []string{c}
	case []any:
		for _, x := range c {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
