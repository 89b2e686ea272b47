// Package oidc asks a provider of OpenID Connect who somebody is: authorization code flow with PKCE, checked as OpenID Connect Core
// 1.0 section 3.1.3.7 and the security practice of RFC 9700 ask for.
//
// It does not know accounts, sessions, roles or cookies. What must be remembered between the two halves of a visit, its caller keeps.
package oidc
