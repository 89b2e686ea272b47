package api

import (
	"net/http"

	"auditd/audit/service"
)

// Templates and webhooks of a department.
var settingsOperations = []Operation{
	{
		Method: http.MethodGet, Path: "/templates", ID: "list_templates", Summary: "List the templates of the department", Roles: submitters, Scope: service.ScopeRead, Paged: true,
		call: list(func(a *API, r *Request, p service.Page) (Page[Template], error) {
			found, err := a.UseCases.Templates(r.Context(), r.Caller, p)
			return Page[Template]{each(found.Items, templateOf), found.Next}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/templates", ID: "save_template", Summary: "Save a plan for the next time", Roles: submitters, Scope: service.ScopeSettings,
		call: post(func(a *API, r *Request, b NewTemplate) (service.Saved, error) {
			return a.UseCases.SaveTemplate(r.Context(), r.Caller, b.Name, b.NameEn, b.Plan)
		}),
	},
	{
		Method: http.MethodGet, Path: "/templates/:template", ID: "get_template", Summary: "Read a template", Roles: submitters, Scope: service.ScopeRead,
		call: get(func(a *API, r *Request) (Template, error) {
			t, err := a.UseCases.TemplateOf(r.Context(), r.Caller, r.Param("template"))
			return templateOf(t), err
		}),
	},
	{
		Method: http.MethodDelete, Path: "/templates/:template", ID: "delete_template", Summary: "Delete a template", Roles: submitters, Scope: service.ScopeSettings,
		call: remove(func(a *API, r *Request) error {
			return a.UseCases.DeleteTemplate(r.Context(), r.Caller, r.Param("template"))
		}),
	},
	{
		Method: http.MethodGet, Path: "/webhooks", ID: "list_webhooks", Summary: "List the webhooks of the department", Roles: submitters, Scope: service.ScopeRead, Paged: true,
		call: list(func(a *API, r *Request, p service.Page) (Page[Webhook], error) {
			found, err := a.UseCases.Webhooks(r.Context(), r.Caller, p)
			return Page[Webhook]{each(found.Items, webhookOf), found.Next}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/webhooks", ID: "add_webhook", Summary: "Be told of what happens to the department's cases", Roles: submitters, Scope: service.ScopeSettings,
		Text: "Every event is sent as a POST with the headers Webhook-Id, Webhook-Timestamp and Webhook-Signature after standardwebhooks.com: the signature is v1, and the base64 of an " +
			"HMAC-SHA256 over identifier, time and body, joined by full stops, with the secret after whsec_. An answer other than 2xx is tried again, up to ten times, waiting longer each time; 410 stops the webhook.",
		call: post(func(a *API, r *Request, b NewWebhook) (service.NewSecret, error) {
			return a.UseCases.AddWebhook(r.Context(), r.Caller, b.URL, each(b.Actions, func(s string) service.Action { return service.Action(s) }))
		}),
	},
	{
		Method: http.MethodGet, Path: "/webhooks/:webhook", ID: "get_webhook", Summary: "Read a webhook", Roles: submitters, Scope: service.ScopeRead,
		call: get(func(a *API, r *Request) (Webhook, error) {
			w, err := a.UseCases.WebhookOf(r.Context(), r.Caller, r.Param("webhook"))
			return webhookOf(w), err
		}),
	},
	{
		Method: http.MethodDelete, Path: "/webhooks/:webhook", ID: "stop_webhook", Summary: "Stop a webhook", Roles: submitters, Scope: service.ScopeSettings,
		call: remove(func(a *API, r *Request) error {
			return a.UseCases.StopWebhook(r.Context(), r.Caller, r.Param("webhook"))
		}),
	},
	{
		Method: http.MethodGet, Path: "/webhooks/:webhook/deliveries", ID: "list_deliveries", Summary: "List what became of the messages of a webhook", Roles: submitters,
		Scope: service.ScopeRead, Paged: true,
		call: list(func(a *API, r *Request, p service.Page) (Page[Delivery], error) {
			found, err := a.UseCases.Deliveries(r.Context(), r.Caller, r.Param("webhook"), p)
			return Page[Delivery]{each(found.Items, deliveryOf), found.Next}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/webhooks/:webhook/ping", ID: "ping_webhook", Summary: "Send a test message", Roles: submitters, Scope: service.ScopeSettings,
		call: plain(func(a *API, r *Request) (service.Pinged, error) {
			return a.UseCases.PingWebhook(r.Context(), r.Caller, r.Param("webhook"))
		}),
	},
}

func templateOf(t service.Template) Template {
	return Template{ID: t.ID, Version: t.Version, Name: t.Name, NameEn: t.NameEn, Plan: t.Plan, CreatedAt: t.At}
}

func webhookOf(w service.Webhook) Webhook {
	return Webhook{ID: w.ID, URL: w.URL, Actions: each(w.Actions, text), CreatedAt: w.CreatedAt, StoppedAt: at(w.DisabledAt)}
}

func deliveryOf(d service.Delivery) Delivery {
	return Delivery{
		Case: string(d.Case), Seq: d.Seq, Attempts: d.Attempts, Status: d.Status, Reason: d.Reason, CreatedAt: d.CreatedAt, TriedAt: at(d.TriedAt), DeliveredAt: at(d.DeliveredAt),
	}
}
