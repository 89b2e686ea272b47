package api

import (
	"net/http"

	"auditd/audit/service"
)

// What every account has.
var accountOperations = []Operation{
	{
		Method: http.MethodGet, Path: "/me", ID: "get_me", Summary: "Read who is calling", Roles: everybody, Scope: service.ScopeRead,
		call: get(func(_ *API, r *Request) (Me, error) {
			by, scopes := r.Caller, r.Caller.Scopes
			if scopes == nil {
				scopes = service.Scopes()
			}
			return Me{string(by.ID), by.Name, by.DisplayName, string(by.Department), each(by.Actor.Roles, text), scopes}, nil
		}),
	},
	{
		Method: http.MethodGet, Path: "/tokens", ID: "list_tokens", Summary: "List the own tokens", Roles: everybody, Scope: service.ScopeRead, Paged: true,
		call: list(func(a *API, r *Request, p service.Page) (Page[Token], error) {
			found, err := a.UseCases.TokensPage(r.Context(), r.Caller, p)
			return Page[Token]{each(found.Items, tokenOf), found.Next}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/tokens", ID: "make_token", Summary: "Make a token", Roles: everybody,
		Text: "Only a person who is signed in makes tokens: a token cannot make others that outlive it.",
		call: post(func(a *API, r *Request, b NewToken) (service.NewSecret, error) {
			return a.UseCases.MakeToken(r.Context(), r.Caller, b.Name, b.Scopes, b.Days)
		}),
	},
	{
		Method: http.MethodDelete, Path: "/tokens/:token", ID: "revoke_token", Summary: "End a token of one's own", Roles: everybody, Scope: service.ScopeSettings,
		call: remove(func(a *API, r *Request) error { return a.UseCases.RevokeToken(r.Context(), r.Caller, r.Param("token")) }),
	},
	{
		Method: http.MethodGet, Path: "/access-log", ID: "list_access", Summary: "List who read or changed what", Roles: everybody, Scope: service.ScopeRead, Paged: true,
		Text: "Everything for an inspector, what concerns the own department for a submitter, one's own acts for everybody else. Oldest first.",
		call: list(func(a *API, r *Request, p service.Page) (Page[LogEntry], error) {
			found, err := a.UseCases.AccessLogPage(r.Context(), r.Caller, p)
			return Page[LogEntry]{each(found.Items, logEntryOf), found.Next}, err
		}),
	},
}

func tokenOf(t service.Token) Token {
	return Token{ID: t.ID, Name: t.Name, Scopes: each(t.Scopes, same), CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, UsedAt: at(t.UsedAt), RevokedAt: at(t.RevokedAt)}
}

func logEntryOf(e service.LogEntry) LogEntry {
	return LogEntry{Seq: e.Seq, At: e.At, Actor: string(e.Actor), Action: e.Action, Object: e.Object, Case: string(e.Case), Hash: string(e.Hash)}
}
