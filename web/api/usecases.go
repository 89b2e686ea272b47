package api

import (
	"context"

	"auditd/audit/service"
)

// UseCases is what the API needs done. *service.Service does it.
type UseCases interface {
	AccountsPage(ctx context.Context, by *service.Caller, p service.Page) (service.List[service.AccountRow], error)
	AddAccount(ctx context.Context, by *service.Caller, n service.NewAccount) (service.NewLogin, error)
	AccountOf(ctx context.Context, by *service.Caller, id service.AccountID) (service.AccountRow, error)
	SetRoles(ctx context.Context, by *service.Caller, id service.AccountID, roles []service.Role, reason string) (service.ChangedAccount, error)
	DisableAccount(ctx context.Context, by *service.Caller, id service.AccountID, reason string) (service.ChangedAccount, error)
	EnableAccount(ctx context.Context, by *service.Caller, id service.AccountID, reason string) (service.ChangedAccount, error)
	RenewLink(ctx context.Context, by *service.Caller, id service.AccountID, reason string) (service.NewLogin, error)
	DepartmentsPage(ctx context.Context, parent string, p service.Page) (service.List[service.Department], error)
	CreateDepartment(ctx context.Context, by *service.Caller, d service.Department) error
	TokensPage(ctx context.Context, by *service.Caller, p service.Page) (service.List[service.Token], error)
	MakeToken(ctx context.Context, by *service.Caller, name string, scopes []string, days int) (service.NewSecret, error)
	RevokeToken(ctx context.Context, by *service.Caller, id string) error
	AccessLogPage(ctx context.Context, by *service.Caller, p service.Page) (service.List[service.LogEntry], error)

	Subjects(ctx context.Context) ([]service.Subject, error)
	UploadOf(ctx context.Context, by *service.Caller, id string) (service.Upload, error)
	Submit(ctx context.Context, by *service.Caller, n service.Submission) (service.CaseID, error)
	CasesPage(ctx context.Context, by *service.Caller, state string, p service.Page) (service.List[service.Listed], error)
	Case(ctx context.Context, by *service.Caller, id service.CaseID) (*service.View, error)
	EventsPage(ctx context.Context, by *service.Caller, id service.CaseID, p service.Page) (service.List[service.Moment], error)
	Result(ctx context.Context, by *service.Caller, id service.CaseID, name string) (service.Object, error)
	Compare(ctx context.Context, by *service.Caller, id, other service.CaseID, run int) (*service.Comparison, error)
	DoAt(ctx context.Context, by *service.Caller, id service.CaseID, act service.Act, seq int64) (service.Acted, error)
	Cancel(ctx context.Context, by *service.Caller, id service.CaseID, reason string) (service.Acted, error)
	RunAgain(ctx context.Context, by *service.Caller, id service.CaseID) (service.Acted, error)

	SaveTemplate(ctx context.Context, by *service.Caller, name, nameEn, plan string) (service.Saved, error)
	Templates(ctx context.Context, by *service.Caller, p service.Page) (service.List[service.Template], error)
	TemplateOf(ctx context.Context, by *service.Caller, id string) (service.Template, error)
	DeleteTemplate(ctx context.Context, by *service.Caller, id string) error

	AddWebhook(ctx context.Context, by *service.Caller, address string, actions []service.Action) (service.NewSecret, error)
	Webhooks(ctx context.Context, by *service.Caller, p service.Page) (service.List[service.Webhook], error)
	WebhookOf(ctx context.Context, by *service.Caller, id string) (service.Webhook, error)
	StopWebhook(ctx context.Context, by *service.Caller, id string) error
	Deliveries(ctx context.Context, by *service.Caller, id string, p service.Page) (service.List[service.Delivery], error)
	PingWebhook(ctx context.Context, by *service.Caller, id string) (service.Pinged, error)

	SearchPage(ctx context.Context, q service.Query, p service.Page) (*service.Found, error)
	Public(ctx context.Context, id service.CaseID) (*service.PublicCase, error)
	PublicFile(ctx context.Context, id service.CaseID, name string) (service.Object, error)
}
