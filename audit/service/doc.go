// Package service holds the use cases: what the command line and the web server do with files, plans and audits, wired out of the
// packages below it.
//
// It does not know flags, requests, pages or formats of output.
package service
