// Package web is the service as people and programs reach it over HTTP: pages in Chinese and English, files, the public catalogue, and
// the operations of package api under /api/v1. A handler reads a request, makes one call and writes the answer. One table of routes says who may call what.
//
// It does not know how anything is stored, measured or decided: it calls the use cases it declares, and trusts their refusals.
//
// The package is longer than the house limit of 2,000 lines because every area of pages is a file of its own and all of them share one
// table of routes, one layout and one way of answering errors; each can be read alone.
package web
