// Package service holds the use cases: what the command line and the web server do with files, plans and audits, wired out of the
// packages below it.
//
// It does not know flags, requests, pages or formats of output.
//
// The package is longer than the house limit of 2,000 lines because every step of a case is a file of its own and all of them work
// on one register and one store; each can be read alone.
package service
