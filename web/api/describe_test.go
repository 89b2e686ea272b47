package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"auditd/audit/service"
)

// node is a part of the document.
type node = map[string]any

// comments are what the sources say of types and of their fields, by "package.Type" and "package.Type.Field".
func comments(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, folder := range folders {
		entries, err := fs.Glob(os.DirFS(folder), "*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range entries {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), folder+"/"+name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if d, ok := n.(*ast.GenDecl); ok {
					for _, spec := range d.Specs {
						if ts, ok := spec.(*ast.TypeSpec); ok {
							note(out, f.Name.Name, ts, d)
						}
					}
				}
				return true
			})
		}
	}
	return out
}

func note(out map[string]string, pkg string, ts *ast.TypeSpec, d *ast.GenDecl) {
	doc := ts.Doc
	if doc == nil {
		doc = d.Doc
	}
	of := pkg + "." + ts.Name.Name
	out[of] = oneLine(doc.Text())
	if st, ok := ts.Type.(*ast.StructType); ok {
		for _, f := range st.Fields.List {
			for _, name := range f.Names {
				out[of+"."+name.Name] = oneLine(f.Comment.Text() + f.Doc.Text())
			}
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// A describer makes schemas of Go types.
type describer struct {
	t       *testing.T
	said    map[string]string
	schemas node
}

// name is what a type is called in the document: Page[…/api.CaseItem] is CaseItemPage.
func name(t reflect.Type) string {
	n := t.Name()
	if base, of, ok := strings.Cut(n, "["); ok {
		of = strings.TrimSuffix(of, "]")
		return of[strings.LastIndex(of, ".")+1:] + base
	}
	return n
}

// full is the name of a type with its package, as comments has it.
func full(t reflect.Type) string {
	base, _, _ := strings.Cut(t.Name(), "[")
	return path.Base(t.PkgPath()) + "." + base
}

// schema returns the schema of a type; a struct becomes a component.
func (d *describer) schema(t reflect.Type) node {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return node{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		return d.schema(t.Elem())
	case t.Kind() == reflect.Slice:
		return node{"type": "array", "items": d.schema(t.Elem())}
	case t.Kind() == reflect.Map:
		return node{"type": "object", "additionalProperties": d.schema(t.Elem())}
	case t.Kind() == reflect.String:
		return node{"type": "string"}
	case t.Kind() == reflect.Bool:
		return node{"type": "boolean"}
	case t.Kind() == reflect.Int64, t.Kind() == reflect.Int:
		return node{"type": "integer", "format": "int64"}
	case t.Kind() == reflect.Float64:
		return node{"type": "number", "format": "double"}
	case t.Kind() != reflect.Struct:
		d.t.Fatalf("no schema for %s", t)
	}
	d.component(t)
	return node{"$ref": "#/components/schemas/" + name(t)}
}

// component enters a struct among the components, once.
func (d *describer) component(t reflect.Type) {
	if _, ok := d.schemas[name(t)]; ok {
		return
	}
	out := node{"type": "object", "additionalProperties": false}
	d.schemas[name(t)] = out
	base := full(t)
	if out["description"] = d.said[base]; out["description"] == "" {
		d.t.Errorf("%s has no comment", t)
	}
	properties, names := node{}, []string{}
	d.fields(t, base, properties, &names)
	out["properties"] = properties
	if len(names) > 0 {
		out["required"] = names
	}
}

// fields enters the fields of a struct, those of structs within it as its own.
func (d *describer) fields(t reflect.Type, base string, properties node, names *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			d.fields(f.Type, full(f.Type), properties, names)
			continue
		}
		field, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if field == "" {
			d.t.Errorf("%s.%s has no name in JSON", t, f.Name)
		}
		s := d.schema(f.Type)
		if s["description"] = d.said[base+"."+f.Name]; s["description"] == "" {
			d.t.Errorf("%s.%s has no comment", t, f.Name)
		}
		bounds(s, f.Tag)
		properties[field] = s
		if !strings.Contains(options, "omitempty") {
			*names = append(*names, field)
		}
	}
}

// bounds enters what the tags of a field say of its values.
func bounds(s node, tag reflect.StructTag) {
	target := s
	if items, ok := s["items"].(node); ok {
		target = items
	}
	if list := tag.Get("enum"); list != "" {
		target["enum"] = strings.Split(list, ",")
	}
	if tag.Get("format") == "binary" {
		target["format"] = "binary"
	}
	for _, name := range []string{"minimum", "maximum"} {
		if n, err := strconv.Atoi(tag.Get(name)); err == nil {
			s[name] = n
		}
	}
}

// describe makes the document of the table of operations.
func describe(t *testing.T) node {
	t.Helper()
	d := &describer{t, comments(t, ".", "../../audit/service"), node{}}
	paths := node{}
	for _, op := range Operations() {
		address := ""
		for _, part := range strings.Split(strings.TrimPrefix(Base+op.Path, "/"), "/") {
			if p, ok := strings.CutPrefix(part, ":"); ok {
				part = "{" + p + "}"
			}
			address += "/" + part
		}
		if paths[address] == nil {
			paths[address] = node{}
		}
		paths[address].(node)[strings.ToLower(op.Method)] = d.operation(&op)
	}
	d.schema(reflect.TypeFor[Problem]())
	return node{
		"openapi": "3.1.0",
		"info": node{
			"title": "auditd", "version": "1", "license": node{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "Audits of what algorithms decide about people: submissions, the committee's work and the public catalogue. Texts of problems are in the language of Accept-Language, Chinese or English.",
		},
		"servers": []any{node{"url": "/", "description": "The service that holds this document."}},
		"tags":    tags(),
		"paths":   paths,
		"components": node{
			"schemas": d.schemas,
			"securitySchemes": node{
				"token":   node{"type": "http", "scheme": "bearer", "description": "A token that somebody made on the page of tokens. It may do what its scopes and the roles of its account both allow."},
				"session": node{"type": "apiKey", "in": "cookie", "name": "auditd", "description": "The session of a person who is signed in; behind TLS the cookie is called __Host-auditd."},
			},
			"responses": node{"Problem": node{
				"description": "A problem (RFC 9457): 401 without an account, 403 for who may not, 404, 405, 409 where the state does not fit, 412 where the case has gone on, 413 above a limit, " +
					"422 for what is wrong in the request, 429 for too many, 503 and 507 for what passes.",
				"content": node{"application/problem+json": node{"schema": node{"$ref": "#/components/schemas/Problem"}}},
			}},
			"headers": node{
				"ETag": node{"description": "Names these bytes; sent as If-None-Match, it saves sending them again.", "schema": node{"type": "string"}},
				"Link": node{"description": "The address of the next page, with rel=next; absent on the last one.", "schema": node{"type": "string"}},
			},
			"parameters": shared,
		},
	}
}

var shared = node{
	"after":           node{"name": "after", "in": "query", "description": "Where the page begins: next of the page before.", "schema": node{"type": "string"}},
	"limit":           node{"name": "limit", "in": "query", "description": "Most items of a page.", "schema": node{"type": "integer", "minimum": 1, "maximum": maxLimit, "default": defaultLimit}},
	"language":        node{"name": "Accept-Language", "in": "header", "description": "Language of the texts: zh or en.", "schema": node{"type": "string"}},
	"idempotency_key": node{"name": HeaderKey, "in": "header", "description": "A key of the caller's choice, up to 200 characters. The same request under it again gets the same answer for a day and is done once; another one is a conflict.", "schema": node{"type": "string", "maxLength": maxKey}},
	"if_none_match":   node{"name": "If-None-Match", "in": "header", "description": "ETags of what the caller has; answered with 304 when it is still so.", "schema": node{"type": "string"}},
	"if_match":        node{"name": "If-Match", "in": "header", "description": "ETag of the case as the caller read it; answered with 412 when it has gone on.", "schema": node{"type": "string"}},
}

// tag is the first part of an operation's address.
func tag(op *Operation) string { return strings.Split(op.Path, "/")[1] }

func tags() []any {
	names := map[string]bool{}
	for _, op := range Operations() {
		names[tag(&op)] = true
	}
	out := []any{}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		out = append(out, node{"name": n})
	}
	return out
}

func (d *describer) operation(op *Operation) node {
	out := node{"operationId": op.ID, "summary": op.Summary, "tags": []string{tag(op)}, "parameters": parameters(op), "responses": d.responses(op)}
	if op.Text != "" {
		out["description"] = op.Text
	}
	if !op.Open {
		out["security"] = []any{node{"session": []string{}}}
		if op.Scope != "" {
			out["security"] = []any{node{"token": []string{op.Scope}}, node{"session": []string{}}}
			out["x-scope"] = op.Scope
		}
		roles := op.Roles
		if roles == nil {
			roles = []service.Role{}
		}
		out["x-roles"] = roles
	}
	content := node{}
	switch {
	case op.Form != nil:
		content["multipart/form-data"] = node{"schema": d.schema(op.Form)}
	case op.Bytes != "":
		content[op.Bytes] = node{"schema": node{"type": "string", "format": "binary"}}
	case op.Body != nil && op.Body != reflect.TypeFor[Nothing]():
		content["application/json"] = node{"schema": d.schema(op.Body)}
	default:
		return out
	}
	out["requestBody"] = node{"required": true, "content": content}
	return out
}

func parameters(op *Operation) []any {
	out := []any{}
	for _, part := range strings.Split(op.Path, "/") {
		if p, ok := strings.CutPrefix(part, ":"); ok {
			out = append(out, node{"name": p, "in": "path", "required": true, "description": pathTexts[p], "schema": node{"type": "string", "minLength": 1}})
		}
	}
	for _, p := range op.Query {
		s := node{"type": "string"}
		if p.Enum != nil {
			s["enum"] = p.Enum
		}
		out = append(out, node{"name": p.Name, "in": "query", "description": p.Text, "schema": s})
	}
	for _, p := range op.Headers {
		out = append(out, node{"name": p.Name, "in": "header", "required": true, "description": p.Text, "schema": node{"type": "string"}})
	}
	use := func(when bool, names ...string) {
		for _, n := range names {
			if when {
				out = append(out, node{"$ref": "#/components/parameters/" + n})
			}
		}
	}
	use(op.Paged || op.ID == "search_catalogue", "after", "limit")
	use(op.Method == http.MethodGet && !op.Elsewhere(), "if_none_match")
	use(op.Method == http.MethodPost, "idempotency_key")
	use(op.Guarded, "if_match")
	use(true, "language")
	return out
}

var pathTexts = map[string]string{
	"case": "Number of a case.", "other": "Number of the case to compare with, which may be the same.", "name": "Name of a file.", "template": "Identifier of a template.", "webhook": "Identifier of a webhook.", "token": "Identifier of a token.",
	"id": "Identifier of an upload.",
}

func (d *describer) responses(op *Operation) node {
	done := node{"description": "Done."}
	headers := node{}
	switch {
	case op.File:
		done["content"] = node{"*/*": node{}} // bytes of any type have no schema
		headers["ETag"] = node{"$ref": "#/components/headers/ETag"}
	case op.Answer != nil:
		done["content"] = node{"application/json": node{"schema": d.schema(op.Answer)}}
	}
	out := node{strconv.Itoa(op.Status): done, "default": node{"$ref": "#/components/responses/Problem"}}
	if op.Method == http.MethodGet && !op.Elsewhere() {
		headers["ETag"] = node{"$ref": "#/components/headers/ETag"}
		out["304"] = node{"description": "What the caller has is still so."}
	}
	if op.Paged {
		headers["Link"] = node{"$ref": "#/components/headers/Link"}
	}
	if len(headers) > 0 {
		done["headers"] = headers
	}
	return out
}
