package main

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/web"
	"auditd/web/oidc"
)

// identityOptions say where people may sign in besides, by OpenID Connect.
var identityOptions = []option{
	{name: "oidc_issuer", help: "Issuer of an OpenID Connect provider at which people may sign in; empty for none. Needs external_url, whose /sign-in/callback is registered there."},
	{name: "oidc_client_id", help: "Identifier of this service at the provider."},
	{name: "oidc_client_secret", help: "Secret of this service at the provider; empty for a public client.", secret: true},
	{name: "oidc_name", value: "OpenID Connect", help: "Name of the provider on buttons."},
	{name: "oidc_scopes", help: "Scopes to ask for besides openid, with commas between."},
	{name: "oidc_groups_claim", value: "groups", help: "Claim of the token that lists groups, for oidc_roles."},
	{name: "oidc_roles", help: "GROUP=ROLE, with commas between: groups that stand for roles. Empty leaves all roles to an administrator; admin can never be mapped.", check: checkRoles},
}

func checkExternal(v string) error {
	u, err := url.Parse(v)
	if v != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "") {
		return fmt.Errorf("use http://HOST or https://HOST, without a path")
	}
	return nil
}

func checkNetworks(v string) error {
	for _, n := range list(v) {
		if _, err := netip.ParsePrefix(n); err == nil {
			continue
		}
		if _, err := netip.ParseAddr(n); err != nil {
			return err
		}
	}
	return nil
}

func checkRoles(v string) error {
	_, err := parseRoles(v)
	return err
}

// parseRoles reads which groups stand for which roles; nil for none.
func parseRoles(v string) (map[string][]service.Role, error) {
	var out map[string][]service.Role
	for _, pair := range list(v) {
		group, name, ok := strings.Cut(pair, "=")
		role, known := service.Role(name), false
		for _, r := range service.Roles() {
			known = known || r == role
		}
		if !ok || group == "" || !known || role == service.RoleAdmin {
			return nil, fmt.Errorf("use GROUP=ROLE with a role other than admin")
		}
		if out == nil {
			out = map[string][]service.Role{}
		}
		out[group] = append(out[group], role)
	}
	return out, nil
}

// list returns the parts of a value with commas.
func list(v string) []string {
	var out []string
	for _, part := range strings.Split(v, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (c config) list(name string) []string { return list(c[name]) }

// external returns the address by which people reach the service, without a slash at its end; "" when it is not configured.
func (c config) external() string { return strings.TrimRight(c["external_url"], "/") }

// identityProvider returns the provider that is configured, if any.
func (c config) identityProvider() (web.IdentityProvider, error) {
	if c["oidc_issuer"] == "" {
		return web.IdentityProvider{}, nil
	}
	if c.external() == "" {
		return web.IdentityProvider{}, &audit.Error{Kind: audit.Invalid, Text: "the option oidc_issuer needs external_url", Remedy: "set the address by which people reach the service"}
	}
	groups := ""
	if c["oidc_roles"] != "" {
		groups = c["oidc_groups_claim"]
	}
	p, err := oidc.New(oidc.Config{
		Issuer: c["oidc_issuer"], ClientID: c["oidc_client_id"], ClientSecret: c["oidc_client_secret"], Redirect: c.external() + "/sign-in/callback",
		Scopes: c.list("oidc_scopes"), GroupsClaim: groups,
	})
	if err != nil {
		return web.IdentityProvider{}, err
	}
	roles, err := parseRoles(c["oidc_roles"])
	return web.IdentityProvider{Provider: p, Name: c["oidc_name"], Roles: roles}, err
}
