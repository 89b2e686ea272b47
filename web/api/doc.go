// Package api is the service as programs reach it, under /api/v1: one table of operations, each with who may call it, its parameters,
// the Go types of what is sent and answered, and one call of a use case. The OpenAPI document is made from that table by a test and
// kept beside it, so that neither can change without the other.
//
// It does not know sessions, languages or pages: package web says who is calling, and turns errors into problem documents.
package api
