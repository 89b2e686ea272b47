// Package docket is the register of cases: departments, accounts, submissions, data sets, cases with their events and runs, plan
// templates, webhooks, the access log, jobs and the catalogue, in SQLite or PostgreSQL. A case is one audit from submission to
// publication; its events are only ever added, and its state is what they add up to under the rules of package review.
//
// It does not know files, pages, requests or how anything is measured. It has no clock and draws no random numbers: times,
// identifiers and random bytes come from the caller. Every list comes in pages of a stable order.
//
// # Errors
//
// Errors are *audit.Error: NotFound for what is not there, Conflict for what is there already or was changed by somebody else
// meanwhile, Invalid for values that cannot be, Denied for who may not, Internal for the rest. A refusal by the rules of the committee
// carries its reason: see review.ReasonOf.
//
// # Transactions
//
// Every method is one transaction. [Register.Tx] makes several of them one: within it only the register that it hands out may be
// used.
package docket
