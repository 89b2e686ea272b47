package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Request is a request to the API under a key of the client's choice. The same request again gets the same answer.
type Request struct {
	Account  review.AccountID
	Key      string
	SHA256   review.Digest // of method, path and body
	Status   int           // of the answer; 0 while it is being worked on
	Response string
}

// BeginRequest claims a key until it expires. It returns the request as it was answered before, with Status set, or claims it, with
// Status 0. A key that another request has, or whose request is being worked on, is a Conflict.
func (r *Register) BeginRequest(ctx context.Context, q Request, at, expires time.Time) (Request, error) {
	var out Request
	err := r.Tx(ctx, func(t *Register) error {
		if _, err := t.DB.Exec(ctx, "DELETE FROM idempotency_keys WHERE account_id = ? AND request_key = ? AND expires_at <= ?", string(q.Account), q.Key, sqldb.Micros(at)); err != nil {
			return err
		}
		n, err := t.DB.Exec(ctx, "INSERT INTO idempotency_keys (account_id, request_key, request_sha256, created_at, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			string(q.Account), q.Key, string(q.SHA256), sqldb.Micros(at), sqldb.Micros(expires))
		if err != nil {
			return err
		}
		if n == 1 {
			out = Request{Account: q.Account, Key: q.Key, SHA256: q.SHA256}
			return nil
		}
		out, err = sqldb.One(ctx, t.DB, "request", func(row sqldb.Row) (v Request, err error) {
			err = row.Scan(&v.Account, &v.Key, &v.SHA256, &v.Status, &v.Response)
			return v, err
		}, "SELECT account_id, request_key, request_sha256, status, response FROM idempotency_keys WHERE account_id = ? AND request_key = ?", string(q.Account), q.Key)
		switch {
		case err != nil:
			return err
		case out.SHA256 != q.SHA256:
			return &audit.Error{Kind: audit.Conflict, Text: "the key was used for another request", Remedy: "use a new key"}
		case out.Status == 0:
			return &audit.Error{Kind: audit.Conflict, Text: "the request is being worked on", Remedy: "ask again later"}
		}
		return nil
	})
	if err != nil {
		return Request{}, err
	}
	return out, nil
}

// EndRequest keeps the answer to a request. In the transaction of what was asked for, both stand or fall together.
func (r *Register) EndRequest(ctx context.Context, q Request, status int, response string) error {
	_, err := r.DB.Exec(ctx, "UPDATE idempotency_keys SET status = ?, response = ? WHERE account_id = ? AND request_key = ?", status, response, string(q.Account), q.Key)
	return err
}

// DropRequest gives a key free, when the request failed without an effect.
func (r *Register) DropRequest(ctx context.Context, q Request) error {
	_, err := r.DB.Exec(ctx, "DELETE FROM idempotency_keys WHERE account_id = ? AND request_key = ? AND status = 0", string(q.Account), q.Key)
	return err
}

// ForgetRequests removes keys that have expired and returns their number.
func (r *Register) ForgetRequests(ctx context.Context, at time.Time) (int64, error) {
	return r.DB.Exec(ctx, "DELETE FROM idempotency_keys WHERE expires_at <= ?", sqldb.Micros(at))
}
