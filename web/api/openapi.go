package api

import _ "embed" // the document

// document is made from the table of operations and the comments on the types: go test ./web/api -run TestDocument -update.
//
//go:embed openapi.json
var document []byte
