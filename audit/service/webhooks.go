package service

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
	"auditd/audit/service/webhook"
)

// Webhook and Delivery are values of the register, under the names that callers use.
type (
	// A Webhook is an address of a department that is told of events of its cases.
	Webhook = docket.Webhook
	// A Delivery is one event for one webhook.
	Delivery = docket.Delivery
)

// A WebhookEvent is the body of a message: what happened, and nothing of what was said. The receiver reads the rest with a token.
type WebhookEvent struct {
	ID     string    `json:"id"`     // the same in every attempt
	Case   CaseID    `json:"case"`   // empty in a test
	Seq    int64     `json:"seq"`    // number of the event within the case
	Action Action    `json:"action"` // what was done; "ping" in a test
	State  string    `json:"state"`  // of the case, after the event
	At     time.Time `json:"at"`     // of the event
}

// ActionPing is the action of a test message.
const ActionPing Action = "ping"

// WebhookActions returns the actions that a webhook can ask for. What a department may not know of yet is not among them.
func WebhookActions() []Action {
	secret := []Action{review.ActionFileReview, review.ActionRecuse, review.ActionDeclare, review.ActionAssignMember}
	return slices.DeleteFunc(Actions(), func(a Action) bool { return slices.Contains(secret, a) })
}

// ownDepartment returns the department for which the caller may keep settings.
func ownDepartment(by *Caller) (review.DepartmentID, error) {
	if !by.May(RoleSubmitter) || by.Department == "" {
		return "", audit.Errorf(audit.Denied, "this is for submitters of a department")
	}
	return by.Department, nil
}

// AddWebhook enters a webhook for the caller's department and returns its secret, which is shown once.
func (s *Service) AddWebhook(ctx context.Context, by *Caller, address string, actions []Action) (NewSecret, error) {
	unit, err := ownDepartment(by)
	if err != nil {
		return NewSecret{}, err
	}
	if err := s.sender.Check(address); err != nil {
		return NewSecret{}, err
	}
	for _, a := range actions {
		if !slices.Contains(WebhookActions(), a) {
			return NewSecret{}, &audit.Error{Kind: audit.Invalid, Column: "actions", Text: "there is no such action", Value: audit.Quote(string(a)), Remedy: "name none for all"}
		}
	}
	id, err := s.newID()
	if err != nil {
		return NewSecret{}, err
	}
	secret, err := webhook.NewSecret(s.Random)
	if err != nil {
		return NewSecret{}, err
	}
	made := NewSecret{ID: "w-" + id, Secret: secret}
	return made, s.once(ctx, by, func(r *docket.Register) (any, error) {
		return made, r.AddWebhook(ctx, Webhook{ID: made.ID, Department: unit, URL: address, Secret: secret, Actions: actions}, s.Now())
	})
}

// Webhooks returns the webhooks of the caller's department, stopped ones included. Their secrets are left out.
func (s *Service) Webhooks(ctx context.Context, by *Caller, p Page) (docket.List[Webhook], error) {
	unit, err := ownDepartment(by)
	if err != nil {
		return docket.List[Webhook]{}, err
	}
	list, err := s.Register.Webhooks(ctx, unit, p)
	for i := range list.Items {
		list.Items[i].Secret = ""
	}
	return list, err
}

// webhook returns a webhook of the caller's department. That of another is not there.
func (s *Service) webhook(ctx context.Context, by *Caller, id string) (Webhook, error) {
	unit, err := ownDepartment(by)
	if err != nil {
		return Webhook{}, err
	}
	w, err := s.Register.Webhook(ctx, id)
	if err == nil && w.Department != unit {
		err = audit.Errorf(audit.NotFound, "there is no webhook %s", audit.Quote(id))
	}
	return w, err
}

// WebhookOf returns a webhook of the caller's department without its secret.
func (s *Service) WebhookOf(ctx context.Context, by *Caller, id string) (Webhook, error) {
	w, err := s.webhook(ctx, by, id)
	if err != nil {
		return Webhook{}, err
	}
	w.Secret = ""
	return w, nil
}

// StopWebhook ends a webhook. What is under way is still delivered.
func (s *Service) StopWebhook(ctx context.Context, by *Caller, id string) error {
	if _, err := s.webhook(ctx, by, id); err != nil {
		return err
	}
	return s.Register.DisableWebhook(ctx, id, s.Now())
}

// Deliveries returns what became of the messages of a webhook.
func (s *Service) Deliveries(ctx context.Context, by *Caller, id string, p Page) (docket.List[Delivery], error) {
	if _, err := s.webhook(ctx, by, id); err != nil {
		return docket.List[Delivery]{}, err
	}
	return s.Register.Deliveries(ctx, id, p)
}

// Pinged is what came of a test message.
type Pinged struct {
	Status int    `json:"status"`           // Status of the receiver's answer, 0 without one.
	Reason string `json:"reason,omitempty"` // Why the message did not arrive, empty when it did.
}

// PingWebhook sends a test message and says what came of it. Under a key it is sent once.
func (s *Service) PingWebhook(ctx context.Context, by *Caller, id string) (Pinged, error) {
	w, err := s.webhook(ctx, by, id)
	if err != nil {
		return Pinged{}, err
	}
	if !w.DisabledAt.IsZero() {
		return Pinged{}, audit.Errorf(audit.Conflict, "the webhook is stopped")
	}
	message, err := s.newID()
	if err != nil {
		return Pinged{}, err
	}
	var out Pinged
	err = s.onceOutside(ctx, by, func() (any, error) {
		status, err := s.send(ctx, w, WebhookEvent{ID: "ping/" + message, Action: ActionPing, At: s.Now().UTC()})
		if out.Status = status; err != nil {
			out.Reason = reasonOf(err)
		}
		return out, nil
	})
	return out, err
}

func (s *Service) send(ctx context.Context, w Webhook, e WebhookEvent) (int, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	return s.sender.Send(ctx, w.URL, w.Secret, webhook.Message{ID: e.ID, At: s.Now(), Body: body})
}

// deliver is the worker that sends one event to one webhook. A receiver that says it is gone is not told again.
func (s *Service) deliver(ctx context.Context, w *work) error {
	var d Delivery
	if err := json.Unmarshal([]byte(w.job.Payload), &d); err != nil {
		return err
	}
	hook, err := s.Register.Webhook(ctx, d.Webhook)
	if err != nil {
		return err
	}
	e, err := s.event(ctx, d.Case, d.Seq)
	if err != nil {
		return err
	}
	status, failed := s.send(ctx, hook, WebhookEvent{
		ID: fmt.Sprintf("%s/%s/%d", d.Webhook, d.Case, d.Seq), Case: d.Case, Seq: d.Seq, Action: e.Act.Action(), State: string(e.To), At: e.At.UTC(),
	})
	reason := ""
	if failed != nil {
		reason = reasonOf(failed)
	}
	if status == http.StatusGone {
		if err := s.Register.DisableWebhook(ctx, hook.ID, s.Now()); err != nil {
			return err
		}
	}
	if err := s.Register.DeliveryTried(ctx, d, status, reason, s.Now()); err != nil && audit.KindOf(err) != audit.Conflict { // delivered already
		return err
	}
	return failed
}

// event returns one event of a case.
func (s *Service) event(ctx context.Context, id CaseID, seq int64) (review.Event, error) {
	for p := (Page{Limit: 500}); ; {
		list, err := s.Register.Events(ctx, id, p)
		if err != nil {
			return review.Event{}, err
		}
		for _, e := range list.Items {
			if e.Seq == seq {
				return e, nil
			}
		}
		if p.After = list.Next; p.After == "" {
			return review.Event{}, audit.Errorf(audit.NotFound, "the case has no event %d", seq)
		}
	}
}
