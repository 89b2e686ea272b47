// Package account keeps the people and programs that use the service: local accounts with passwords, the roles they hold and held,
// the departments they are tied to, sessions, and tokens of the API.
//
// It does not know requests, cookies or cases. Passwords, session and token secrets are never stored, only what they are checked
// against; time, identifiers and random bytes come from the caller.
package account
