package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"code.dny.dev/ssrf"

	"auditd/audit"
)

// The limits of one attempt.
const (
	attemptTime = 10 * time.Second
	connectTime = 5 * time.Second
	maxAnswer   = 64 << 10 // bytes of an answer that are read, and thrown away
	maxHeader   = 16 << 10
	maxAddress  = 2000 // characters
)

// A Sender sends messages. It follows no redirect, uses no proxy and keeps nothing of an answer but its status.
type Sender struct {
	private bool
	client  *http.Client
}

// NewSender returns a sender. With private it may reach this machine and private networks, and speak plain HTTP: for receivers that
// stand beside the service.
func NewSender(private bool) *Sender {
	dialer := &net.Dialer{Timeout: connectTime}
	if !private {
		// Asked with every address that is about to be connected to, after names were resolved: a name that resolves to another address
		// the second time gains nothing.
		dialer.Control = ssrf.New(ssrf.WithAnyPort()).Safe
	}
	return &Sender{private: private, client: &http.Client{
		Timeout:       attemptTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTime, ResponseHeaderTimeout: attemptTime, MaxResponseHeaderBytes: maxHeader,
			DisableKeepAlives: true,
		},
	}}
}

// Check returns an Invalid error for an address to which nothing would be sent.
func (s *Sender) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return &audit.Error{Kind: audit.Invalid, Text: "the address is not one of a receiver", Value: audit.Quote(address), Remedy: "use https:// and the name of a host"}
	}
	if u.User != nil || u.Fragment != "" {
		return &audit.Error{Kind: audit.Invalid, Text: "the address holds a password or a fragment", Remedy: "verify the signature of a message instead of a password"}
	}
	if s.private {
		return nil
	}
	if u.Scheme != "https" {
		return &audit.Error{Kind: audit.Invalid, Text: "the address is not encrypted", Value: audit.Quote(address), Remedy: "use https://"}
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ssrf.New(ssrf.WithAnyPort()).Safe("tcp"+version(ip), net.JoinHostPort(ip.String(), "443"), nil) != nil {
		return refused(address)
	}
	return nil
}

// version returns the suffix by which package net names the network of an address.
func version(ip net.IP) string {
	if ip.To4() != nil {
		return "4"
	}
	return "6"
}

func refused(address string) error {
	return &audit.Error{
		Kind: audit.Invalid, Text: "the address lies on this machine or in a private network", Value: audit.Quote(address),
		Remedy: "use a public address, or have the operator allow private ones",
	}
}

// Send makes one attempt and returns the status of the answer, 0 without one. Any status but 2xx is an error: a Conflict that another
// attempt may mend, or Invalid for an address that is never reached.
func (s *Sender) Send(ctx context.Context, address, secret string, m Message) (int, error) {
	if err := s.Check(address); err != nil {
		return 0, err
	}
	signature, err := Sign(secret, m)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(m.Body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "auditd-webhook")
	req.Header.Set(HeaderID, m.ID)
	req.Header.Set(HeaderTime, strconv.FormatInt(m.At.Unix(), 10))
	req.Header.Set(HeaderSignature, signature)
	resp, err := s.client.Do(req)
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		return 0, refused(address)
	case err != nil:
		return 0, &audit.Error{Kind: audit.Conflict, Text: "the receiver cannot be reached", Err: err}
	}
	defer resp.Body.Close()
	// What the receiver says is of no interest, and reading its end lets it close in order.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return resp.StatusCode, &audit.Error{Kind: audit.Conflict, Text: fmt.Sprintf("the receiver answered with status %d", resp.StatusCode)}
	}
	return resp.StatusCode, nil
}
