package service

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"auditd/audit/docket"
)

// keepAnswer is how long the answer to a request under a key is kept.
const keepAnswer = 24 * time.Hour

// A Request names what is asked for under a key of the asker's choice, so that it is done once however often it is sent.
type Request struct {
	Key    string
	SHA256 Digest // of everything that was asked for
}

type requestKey struct{}

// WithRequest returns a context in which what is done by a use case is done once for this request and account.
func WithRequest(ctx context.Context, q Request) context.Context {
	return context.WithValue(ctx, requestKey{}, q)
}

// A RepeatedError says that a request was answered before. Nothing was done this time. It is an error so that every use case hands it on.
type RepeatedError struct{ Answer string } // JSON, without secrets: those are shown once

// Error says so for the log.
func (*RepeatedError) Error() string { return "the request was answered before" }

// concealer is an answer that holds a secret.
type concealer interface{ withoutSecret() any }

// once does fn in one transaction. When the context names a request, its key is claimed and its answer kept in the same transaction, so
// that whatever breaks off leaves either the effect with its answer or neither. fn returns the answer.
func (s *Service) once(ctx context.Context, by *Caller, fn func(r *docket.Register) (any, error)) error {
	asked, named := ctx.Value(requestKey{}).(Request)
	now := s.Now()
	return s.Register.Tx(ctx, func(r *docket.Register) error {
		if !named {
			_, err := fn(r)
			return err
		}
		q, err := r.BeginRequest(ctx, docket.Request{Account: by.ID, Key: asked.Key, SHA256: asked.SHA256}, now, now.Add(keepAnswer))
		if err != nil {
			return err
		}
		if q.Status != 0 {
			return &RepeatedError{q.Response}
		}
		answer, err := fn(r)
		if err != nil {
			return err
		}
		if c, ok := answer.(concealer); ok {
			answer = c.withoutSecret()
		}
		text, err := json.Marshal(answer)
		if err != nil {
			return err
		}
		return r.EndRequest(ctx, q, http.StatusOK, string(text))
	})
}

// Submitted is the answer to a submission.
type Submitted struct {
	ID  CaseID `json:"id"`  // Number of the case that was opened.
	URL string `json:"url"` // Address of the case's page, without the host.
}

// SubmittedAs returns the answer for a case.
func SubmittedAs(id CaseID) Submitted { return Submitted{ID: id, URL: "/cases/" + string(id)} }

// Acted is the answer to an act.
type Acted struct {
	Case  CaseID `json:"case"`  // Number of the case.
	Seq   int64  `json:"seq"`   // Number of the case's last event after the act and what followed from it.
	State string `json:"state"` // State of the case after that.
}

// NewLogin is the answer to a new account.
type NewLogin struct {
	ID   AccountID `json:"id"`             // Identifier of the account.
	Link string    `json:"link,omitempty"` // Secret of the one-time link by which its owner chooses a password: /link/ and this. Shown once.
}

func (n NewLogin) withoutSecret() any { n.Link = ""; return n }

// NewSecret is the answer to what has a secret: a token, a webhook.
type NewSecret struct {
	ID     string `json:"id"`               // Identifier.
	Secret string `json:"secret,omitempty"` // The secret. Shown once; a repetition of the request leaves it out.
}

func (n NewSecret) withoutSecret() any { n.Secret = ""; return n }

// reserve makes sure that the key of a request that can be repeated by itself is not that of another request.
func (s *Service) reserve(ctx context.Context, by *Caller, id string) error {
	err := s.once(ctx, by, func(*docket.Register) (any, error) { return NewSecret{ID: id}, nil })
	var again *RepeatedError
	if errors.As(err, &again) {
		return nil
	}
	return err
}

// onceOutside does fn, whose effect lies outside the register, once for the request that the context names. The key is claimed before
// and its answer kept after; a program that dies in between leaves the key taken for a day, because nobody knows whether it was done.
func (s *Service) onceOutside(ctx context.Context, by *Caller, fn func() (any, error)) error {
	asked, named := ctx.Value(requestKey{}).(Request)
	if !named {
		_, err := fn()
		return err
	}
	now := s.Now()
	q, err := s.Register.BeginRequest(ctx, docket.Request{Account: by.ID, Key: asked.Key, SHA256: asked.SHA256}, now, now.Add(keepAnswer))
	if err != nil {
		return err
	}
	if q.Status != 0 {
		return &RepeatedError{q.Response}
	}
	answer, err := fn()
	if err != nil {
		return errors.Join(err, s.Register.DropRequest(ctx, q))
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return s.Register.EndRequest(ctx, q, http.StatusOK, string(text))
}
