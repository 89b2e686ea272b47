package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/service"
)

// A Request is a request with who sends it, as package web has found out.
type Request struct {
	*http.Request
	Caller *service.Caller // nil for nobody
	Param  func(name string) string
	// Say returns an error that is kept as one line in the language of the caller.
	Say func(line string) string
	// Parts reads a form with files: the files are uploaded as they come, and named in the order in which they came.
	Parts func() (fields url.Values, uploads []string, err error)

	body []byte
}

// The size of a page.
const (
	defaultLimit = 50
	maxLimit     = 200
)

// page reads which part of a list is wanted.
func (r *Request) page() (service.Page, error) {
	q := r.URL.Query()
	p := service.Page{After: q.Get("after"), Limit: defaultLimit}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxLimit {
			return p, &audit.Error{Kind: audit.Invalid, Column: "limit", Text: "the limit is not a number from 1 to 200", Value: audit.Quote(text)}
		}
		p.Limit = n
	}
	return p, nil
}

// read keeps the body, which is bounded by package web.
func (r *Request) read() error {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return &audit.Error{Kind: audit.Invalid, Text: "the request broke off", Remedy: "send it again", Err: err}
	}
	r.body = data
	return nil
}

// digest is that of everything that is asked for.
func (r *Request) digest() service.Digest {
	sum := sha256.New()
	// A hash takes whatever is written.
	_, _ = io.WriteString(sum, r.Method+"\n"+r.URL.Path+"\n"+r.Header.Get("If-Match")+"\n")
	_, _ = sum.Write(r.body)
	return service.Digest(hex.EncodeToString(sum.Sum(nil)))
}

// decode reads the body into a struct. Members that are not known are refused, and those that are required must be there.
func (r *Request) decode(v any) error {
	data := bytes.TrimSpace(r.body)
	if len(data) == 0 {
		data = []byte("{}")
	}
	if kind := r.Header.Get("Content-Type"); len(r.body) > 0 && !strings.HasPrefix(kind, "application/json") {
		return &audit.Error{Kind: audit.Invalid, Text: "the request is not JSON", Remedy: "send application/json"}
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return &audit.Error{Kind: audit.Invalid, Text: "the request is not a JSON object", Remedy: "see the document of the API"}
	}
	for _, name := range required(reflect.TypeOf(v).Elem()) {
		if value, ok := members[name]; !ok || string(value) == "null" {
			return &audit.Error{Kind: audit.Invalid, Column: name, Text: "the field is required"}
		}
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return malformed(err)
	}
	return nil
}

// malformed names the field that is wrong, as far as the decoder does.
func malformed(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return &audit.Error{Kind: audit.Invalid, Column: wrong.Field, Text: "the field has the wrong type", Value: audit.Quote(wrong.Value)}
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name, _ = strconv.Unquote(name)
		return &audit.Error{Kind: audit.Invalid, Column: name, Text: "there is no such field", Remedy: "see the document of the API"}
	}
	return &audit.Error{Kind: audit.Invalid, Text: "a field cannot be read", Remedy: "see the document of the API", Err: err}
}

// required returns the names of the members that a struct cannot do without: all that may not be left out of its JSON.
func required(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && !strings.Contains(options, "omitempty") && name != "-" {
			out = append(out, name)
		}
	}
	return out
}
