package service

import (
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/review"
)

// The scopes of a token. A token may do what its scopes and the roles of its account both allow.
const (
	ScopeRead     = "read"     // read what the account may read
	ScopeSubmit   = "submit"   // upload and hand in
	ScopeAct      = "act"      // the acts on a case that bind nobody for good
	ScopeSign     = "sign"     // sign, publish, withhold, correct and withdraw
	ScopeSettings = "settings" // templates, webhooks and tokens of the department and the account
	ScopeAdmin    = "admin"    // accounts and departments

	scopeSetPassword = "set_password" // of a one-time link; no API takes it
)

// Scopes returns the scopes a token can have, in the order of the constants.
func Scopes() []string {
	return []string{ScopeRead, ScopeSubmit, ScopeAct, ScopeSign, ScopeSettings, ScopeAdmin}
}

// Allows reports whether the caller's token has the scope. A session has every scope.
func (c *Caller) Allows(scope string) bool {
	return c.Scopes == nil || slices.Contains(c.Scopes, scope)
}

// binding are the acts that speak for the committee to the public. A token does them only if its owner said so.
var binding = []Action{review.ActionSign, review.ActionPublish, review.ActionWithhold, review.ActionCorrect, review.ActionWithdraw}

// ScopeOf returns the scope that a token needs for an act.
func ScopeOf(a Action) string {
	if slices.Contains(binding, a) {
		return ScopeSign
	}
	return ScopeAct
}

func lacksScope(scope string) error {
	return &audit.Error{Kind: audit.Denied, Text: "the token has not the scope", Value: audit.Quote(scope), Remedy: "make a token with this scope, or sign in"}
}

// checkScopes returns an Invalid error unless all scopes are known and there is one.
func checkScopes(scopes []string) error {
	unknown := func(x string) bool { return !slices.Contains(Scopes(), x) }
	if len(scopes) == 0 || slices.ContainsFunc(scopes, unknown) {
		return &audit.Error{Kind: audit.Invalid, Column: "scopes", Text: "a token needs a scope that there is", Remedy: "use " + strings.Join(Scopes(), ", ")}
	}
	return nil
}
