package docket

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/docket/jobs"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Webhook is an address of a department that is told of events of its cases.
type Webhook struct {
	ID         string
	Department review.DepartmentID
	URL        string
	Secret     string          // deliveries are signed with it; it must be kept readable for that
	Actions    []review.Action // empty means all
	CreatedAt  time.Time
	DisabledAt time.Time
}

// A Delivery is one event for one webhook. Its job has the kind KindWebhook and the delivery as payload.
type Delivery struct {
	Webhook     string        `json:"webhook"`
	Case        review.CaseID `json:"case"`
	Seq         int64         `json:"seq"`
	Attempts    int64         `json:"-"`
	Status      int           `json:"-"` // of the last answer, 0 without one
	Reason      string        `json:"-"` // of the last failure
	CreatedAt   time.Time     `json:"-"`
	TriedAt     time.Time     `json:"-"`
	DeliveredAt time.Time     `json:"-"` // zero until it succeeded
}

// KindWebhook is the kind of the jobs that deliver events.
const KindWebhook = "webhook"

// AddWebhook enters a webhook.
func (r *Register) AddWebhook(ctx context.Context, w Webhook, at time.Time) error {
	if w.ID == "" || w.URL == "" || w.Secret == "" {
		return audit.Errorf(audit.Invalid, "a webhook needs an identifier, an address and a secret")
	}
	actions, err := json.Marshal(w.Actions)
	if err != nil {
		return err
	}
	_, err = r.DB.Exec(ctx, "INSERT INTO webhooks (id, department_id, url, secret, actions, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		w.ID, string(w.Department), w.URL, w.Secret, string(actions), sqldb.Micros(at))
	return err
}

const webhookColumns = "id, department_id, url, secret, actions, created_at, disabled_at"

func scanWebhook(row sqldb.Row) (w Webhook, err error) {
	var actions string
	var created, disabled int64
	if err := row.Scan(&w.ID, &w.Department, &w.URL, &w.Secret, &actions, &created, &disabled); err != nil {
		return w, err
	}
	w.CreatedAt, w.DisabledAt = sqldb.Time(created), sqldb.Time(disabled)
	return w, json.Unmarshal([]byte(actions), &w.Actions)
}

// Webhook returns a webhook; an unknown one is a NotFound error.
func (r *Register) Webhook(ctx context.Context, id string) (Webhook, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("webhook", id), scanWebhook, "SELECT "+webhookColumns+" FROM webhooks WHERE id = ?", id)
}

// Webhooks returns the webhooks of a department by identifier.
func (r *Register) Webhooks(ctx context.Context, d review.DepartmentID, p Page) (List[Webhook], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return List[Webhook]{}, err
	}
	list, err := sqldb.Select(ctx, r.DB, scanWebhook, "SELECT "+webhookColumns+" FROM webhooks WHERE department_id = ? AND id > ? ORDER BY id LIMIT ?", string(d), after, p.Size()+1)
	if err != nil {
		return List[Webhook]{}, err
	}
	return sqldb.Cut(p, list, func(w Webhook) []any { return []any{w.ID} })
}

// DisableWebhook stops a webhook. What is under way is still delivered.
func (r *Register) DisableWebhook(ctx context.Context, id string, at time.Time) error {
	_, err := r.DB.Exec(ctx, "UPDATE webhooks SET disabled_at = ? WHERE id = ? AND disabled_at = 0", sqldb.Micros(at), id)
	return err
}

// notify enters a delivery and its job for every webhook of the department that wants the event, in the event's transaction: none is
// lost, and none is sent for what did not happen. Reviews are secret from the department until they are released, so that it is not
// even told of one.
func (r *Register) notify(ctx context.Context, e review.Event) error {
	switch e.Act.(type) {
	case *review.FileReview, *review.Recuse, *review.Declare, *review.AssignMember:
		return nil
	}
	hooks, err := sqldb.Select(ctx, r.DB, scanWebhook, "SELECT "+webhookColumns+` FROM webhooks WHERE disabled_at = 0
		AND department_id = (SELECT department_id FROM cases WHERE id = ?) ORDER BY id`, string(e.Case))
	if err != nil {
		return err
	}
	for _, w := range hooks {
		if len(w.Actions) > 0 && !slices.Contains(w.Actions, e.Act.Action()) {
			continue
		}
		payload, err := json.Marshal(Delivery{Webhook: w.ID, Case: e.Case, Seq: e.Seq})
		if err != nil {
			return err
		}
		_, err = r.DB.Exec(ctx, "INSERT INTO webhook_deliveries (webhook_id, case_id, seq, created_at) VALUES (?, ?, ?, ?)", w.ID, string(e.Case), e.Seq, sqldb.Micros(e.At))
		if err != nil {
			return err
		}
		key := fmt.Sprintf("webhook/%s/%s/%d", w.ID, e.Case, e.Seq)
		if _, err := r.Jobs.Enqueue(ctx, jobs.Job{ID: key, Key: key, Kind: KindWebhook, Case: e.Case, Payload: string(payload), MaxAttempts: 10}, e.At); err != nil {
			return err
		}
	}
	return nil
}

// DeliveryTried keeps what came of an attempt: the status of the answer and, if it failed, why.
func (r *Register) DeliveryTried(ctx context.Context, d Delivery, status int, reason string, at time.Time) error {
	delivered := int64(0)
	if reason == "" {
		delivered = sqldb.Micros(at)
	}
	n, err := r.DB.Exec(ctx, `UPDATE webhook_deliveries SET attempts = attempts + 1, status = ?, reason = ?, tried_at = ?, delivered_at = ?
		WHERE webhook_id = ? AND case_id = ? AND seq = ? AND delivered_at = 0`, status, reason, sqldb.Micros(at), delivered, d.Webhook, string(d.Case), d.Seq)
	if err == nil && n == 0 {
		return audit.Errorf(audit.Conflict, "there is no such delivery under way")
	}
	return err
}

// Deliveries returns the deliveries of a webhook by case and event.
func (r *Register) Deliveries(ctx context.Context, webhook string, p Page) (List[Delivery], error) {
	var id string
	var seq int64
	if _, err := p.Start(&id, &seq); err != nil {
		return List[Delivery]{}, err
	}
	list, err := sqldb.Select(ctx, r.DB, func(row sqldb.Row) (d Delivery, err error) {
		var created, tried, delivered int64
		err = row.Scan(&d.Webhook, &d.Case, &d.Seq, &d.Attempts, &d.Status, &d.Reason, &created, &tried, &delivered)
		d.CreatedAt, d.TriedAt, d.DeliveredAt = sqldb.Time(created), sqldb.Time(tried), sqldb.Time(delivered)
		return d, err
	}, `SELECT webhook_id, case_id, seq, attempts, status, reason, created_at, tried_at, delivered_at FROM webhook_deliveries
		WHERE webhook_id = ? AND (case_id > ? OR case_id = ? AND seq > ?) ORDER BY case_id, seq LIMIT ?`, webhook, id, id, seq, p.Size()+1)
	if err != nil {
		return List[Delivery]{}, err
	}
	return sqldb.Cut(p, list, func(d Delivery) []any { return []any{d.Case, d.Seq} })
}
