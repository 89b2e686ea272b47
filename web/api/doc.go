// Package api is the service as programs reach it, under /api/v1: one table of operations, each with who may call it, its parameters,
// the Go types of what is sent and answered, and one call of a use case. The OpenAPI document is made from that table by a test and
// kept beside it, so that neither can change without the other.
//
// It does not know sessions, languages or pages: package web says who is calling, and turns errors into problem documents.
//
// The package is longer than the house limit of 2,000 lines because every document stands here as a type of its own with a comment on
// each member, which the OpenAPI document repeats; each file holds one area and can be read alone.
package api
