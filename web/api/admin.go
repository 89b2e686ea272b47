package api

import (
	"net/http"

	"auditd/audit/service"
)

// Accounts and departments.
var adminOperations = []Operation{
	{
		Method: http.MethodGet, Path: "/accounts", ID: "list_accounts", Summary: "List accounts with their roles", Roles: overseers, Scope: service.ScopeRead, Paged: true,
		call: list(func(a *API, r *Request, p service.Page) (Page[Account], error) {
			found, err := a.UseCases.AccountsPage(r.Context(), r.Caller, p)
			return Page[Account]{each(found.Items, accountOf), found.Next}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/accounts", ID: "add_account", Summary: "Make an account", Roles: admins, Scope: service.ScopeAdmin,
		Text: "The answer holds the secret of the one-time link by which its owner chooses a password.",
		call: post(func(a *API, r *Request, b NewAccount) (service.NewLogin, error) {
			return a.UseCases.AddAccount(r.Context(), r.Caller, service.NewAccount{
				Name: b.Name, DisplayName: b.DisplayName, Department: b.Department, Roles: each(b.Roles, func(s string) service.Role { return service.Role(s) }),
			})
		}),
	},
	{
		Method: http.MethodGet, Path: "/accounts/:account", ID: "get_account", Summary: "Read an account", Roles: overseers, Scope: service.ScopeRead,
		call: get(func(a *API, r *Request) (Account, error) {
			x, err := a.UseCases.AccountOf(r.Context(), r.Caller, service.AccountID(r.Param("account")))
			return accountOf(x), err
		}),
	},
	{
		Method: http.MethodPost, Path: "/accounts/:account/roles", ID: "set_roles", Summary: "Give an account other roles", Roles: admins, Scope: service.ScopeAdmin,
		Text: "The account has exactly these roles afterwards. Its sessions and tokens end. Nobody changes their own account.",
		call: post(func(a *API, r *Request, b NewRoles) (service.ChangedAccount, error) {
			roles := each(b.Roles, func(s string) service.Role { return service.Role(s) })
			return a.UseCases.SetRoles(r.Context(), r.Caller, service.AccountID(r.Param("account")), roles, b.Reason)
		}),
	},
	{
		Method: http.MethodPost, Path: "/accounts/:account/disable", ID: "disable_account", Summary: "Disable an account", Roles: admins, Scope: service.ScopeAdmin,
		Text: "Its sessions, tokens and one-time links end. What it signed stands. Nobody disables their own account, so that an admin is always left.",
		call: post(func(a *API, r *Request, b Because) (service.ChangedAccount, error) {
			return a.UseCases.DisableAccount(r.Context(), r.Caller, service.AccountID(r.Param("account")), b.Reason)
		}),
	},
	{
		Method: http.MethodPost, Path: "/accounts/:account/enable", ID: "enable_account", Summary: "Enable an account, or lift a lock-out", Roles: admins, Scope: service.ScopeAdmin,
		Text: "Tokens stay revoked.",
		call: post(func(a *API, r *Request, b Because) (service.ChangedAccount, error) {
			return a.UseCases.EnableAccount(r.Context(), r.Caller, service.AccountID(r.Param("account")), b.Reason)
		}),
	},
	{
		Method: http.MethodPost, Path: "/accounts/:account/link", ID: "renew_link", Summary: "Make a new one-time link for an account", Roles: admins, Scope: service.ScopeAdmin,
		Text: "Earlier links of the account end. Its password holds until the link is used.",
		call: post(func(a *API, r *Request, b Because) (service.NewLogin, error) {
			return a.UseCases.RenewLink(r.Context(), r.Caller, service.AccountID(r.Param("account")), b.Reason)
		}),
	},
	{
		Method: http.MethodGet, Path: "/departments", ID: "list_departments", Summary: "List the departments right below another", Roles: overseers, Scope: service.ScopeRead, Paged: true,
		Query: []Parameter{{Name: "parent", Text: "Identifier of the one above; without it the roots of the tree."}},
		call: list(func(a *API, r *Request, p service.Page) (Page[Department], error) {
			found, err := a.UseCases.DepartmentsPage(r.Context(), r.URL.Query().Get("parent"), p)
			return Page[Department]{each(found.Items, departmentOf), found.Next}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/departments", ID: "add_department", Summary: "Enter a department", Roles: admins, Scope: service.ScopeAdmin,
		call: post(func(a *API, r *Request, b Department) (service.NewSecret, error) {
			d := service.DepartmentOf(b.ID, b.Parent, int64(b.Level), b.Region, b.Name, b.NameEn)
			return service.NewSecret{ID: b.ID}, a.UseCases.CreateDepartment(r.Context(), r.Caller, d)
		}),
	},
}

func accountOf(x service.AccountRow) Account {
	return Account{
		ID: string(x.ID), Name: x.Name, DisplayName: x.DisplayName, Department: string(x.Department), Roles: each(x.Roles, text), CreatedAt: x.CreatedAt,
		DisabledAt: at(x.DisabledAt),
	}
}

func departmentOf(d service.Department) Department {
	return Department{ID: string(d.ID), Parent: string(d.Parent), Level: int(d.Level), Region: string(d.Region), Name: d.Name, NameEn: d.NameEn}
}
