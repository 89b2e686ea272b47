package api

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

var update = flag.Bool("update", false, "write the document anew")

// The document is what the table of operations and the types say. Run with -update to write it anew.
func TestDocument(t *testing.T) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(describe(t)); err != nil {
		t.Fatal(err)
	}
	got := b.Bytes()
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(got) != string(document) {
		t.Error("openapi.json is not what the operations say: run go test ./web/api -run TestDocument -update, and make the client anew")
	}
}

// load reads the document as a program of somebody else does.
func load(t *testing.T, data []byte) (*openapi3.T, error) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(context.Background(), openapi3.EnableExamplesValidation())
}

// An independent implementation of OpenAPI 3.1 finds nothing wrong with the document, and does find a fault that is put in.
func TestDocumentValid(t *testing.T) {
	doc, err := load(t, document)
	if err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" || doc.Paths.Len() < 40 {
		t.Errorf("version %s with %d paths", doc.OpenAPI, doc.Paths.Len())
	}
	for name, fault := range map[string][2]string{
		"a reference to nothing":      {`"#/components/schemas/Case"`, `"#/components/schemas/Cases"`},
		"a type that there is not":    {`"type": "boolean"`, `"type": "bool"`},
		"a parameter without a place": {`"in": "path"`, `"in": "nowhere"`},
	} {
		if _, err := load(t, []byte(strings.Replace(string(document), fault[0], fault[1], 1))); err == nil {
			t.Errorf("%s is not found", name)
		}
	}
}

// Every operation has a name of its own, says what it does, and every list comes in pages.
func TestOperations(t *testing.T) {
	ids := map[string]bool{}
	name := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	for _, op := range Operations() {
		if ids[op.ID] || !name.MatchString(op.ID) {
			t.Errorf("%s %s is called %q", op.Method, op.Path, op.ID)
		}
		ids[op.ID] = true
		if op.Summary == "" || op.Status == 0 {
			t.Errorf("%s does not say what it does", op.ID)
		}
		if strings.HasPrefix(op.ID, "list_") && op.ID != "list_subjects" && !op.Paged { // a few dozen subjects come in one piece
			t.Errorf("%s comes in one piece", op.ID)
		}
		if op.Open && (op.Roles != nil || op.Scope != "") {
			t.Errorf("%s is open and not open", op.ID)
		}
	}
}
