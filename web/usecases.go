package web

import (
	"context"
	"io"

	"auditd/audit/service"
	"auditd/web/api"
)

// UseCases is what the pages and the API need done. *service.Service does it.
type UseCases interface {
	intakeUseCases
	api.UseCases
	Ready(ctx context.Context) error

	SignIn(ctx context.Context, name, password string) (string, error)
	SignOut(ctx context.Context, secret string) error
	Session(ctx context.Context, secret string) (*service.Caller, error)
	Bearer(ctx context.Context, secret string) (*service.Caller, error)
	Redeem(ctx context.Context, link, password string) (service.Redeemed, error)
	ChangePassword(ctx context.Context, by *service.Caller, current, chosen string) (string, error)
	KnownBrowser(ctx context.Context) (bool, error)
	TrustBrowser(ctx context.Context, session string) (string, error)

	BeginVisit(ctx context.Context, by *service.Caller, v service.Visit) (string, error)
	TakeVisit(ctx context.Context, secret string) (service.Visit, error)
	EndVisit(ctx context.Context, by *service.Caller, v service.Visit, who service.Identity) (string, error)
	Confirm(ctx context.Context, by *service.Caller, password string) error
	Identities(ctx context.Context, by *service.Caller) ([]service.LinkedIdentity, error)
	Unlink(ctx context.Context, by *service.Caller, issuer string) error

	Accounts(ctx context.Context, by *service.Caller) ([]service.AccountRow, error)
	CreateAccount(ctx context.Context, by *service.Caller, n service.NewAccount) (string, error)
	Departments(ctx context.Context) ([]service.Department, error)
	CreateDepartment(ctx context.Context, by *service.Caller, d service.Department) error
	Tokens(ctx context.Context, by *service.Caller) ([]service.Token, error)
	CreateToken(ctx context.Context, by *service.Caller, name string, scopes []string, days int) (string, error)
	RevokeToken(ctx context.Context, by *service.Caller, id string) error
	AccessLog(ctx context.Context, by *service.Caller, after string) (service.LogPage, error)

	CalendarYears(ctx context.Context, by *service.Caller) ([]service.CalendarYear, error)
	SetCalendarYear(ctx context.Context, by *service.Caller, year int, notice, off, work string) error

	Subjects(ctx context.Context) ([]service.Subject, error)
	Upload(ctx context.Context, by *service.Caller, name, role string, r io.Reader, size int64) (service.Upload, error)
	UploadOf(ctx context.Context, by *service.Caller, id string) (service.Upload, error)
	Submit(ctx context.Context, by *service.Caller, n service.Submission) (service.CaseID, error)
	Cases(ctx context.Context, by *service.Caller, state, after string) (service.CaseList, error)
	Case(ctx context.Context, by *service.Caller, id service.CaseID) (*service.View, error)
	Result(ctx context.Context, by *service.Caller, id service.CaseID, name string) (service.Object, error)
	Repeatable(ctx context.Context, by *service.Caller) ([]service.EarlierAudit, error)
	Earlier(ctx context.Context, by *service.Caller, id service.CaseID) ([]service.ComparedRun, error)
	RawFile(ctx context.Context, by *service.Caller, id service.CaseID, n string) (service.Object, string, error)
	Do(ctx context.Context, by *service.Caller, id service.CaseID, act service.Act) error

	Search(ctx context.Context, q service.Query, after string) (*service.Found, error)
	News(ctx context.Context) ([]service.Changed, error)
	Public(ctx context.Context, id service.CaseID) (*service.PublicCase, error)
	PublicFile(ctx context.Context, id service.CaseID, name string) (service.Object, error)
}
