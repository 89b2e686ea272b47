package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/service"
)

// An API answers operations by use cases.
type API struct{ UseCases UseCases }

// HeaderKey is the header by which a request is done once.
const HeaderKey = "Idempotency-Key"

const maxKey = 200 // characters

// KeyOf returns the key of a request, "" without one. One that cannot be used is an Invalid error.
func KeyOf(h http.Header) (string, error) {
	key := h.Get(HeaderKey)
	if len(key) > maxKey || audit.Clean(key) != key {
		return "", &audit.Error{Kind: audit.Invalid, Column: HeaderKey, Text: "the key of the request cannot be used", Remedy: "use up to 200 visible characters"}
	}
	return key, nil
}

// Replayed is the header that says that a request was answered before.
const Replayed = "Idempotency-Replayed"

// Serve does an operation and writes its answer. An error was not written yet.
func (a *API) Serve(op *Operation, w http.ResponseWriter, r *Request) error {
	if op.Form == nil {
		if err := r.read(); err != nil {
			return err
		}
	}
	key, err := KeyOf(r.Header)
	if err != nil {
		return err
	}
	if key != "" && op.Method == http.MethodPost && op.Form == nil && r.Caller != nil {
		r.Request = r.WithContext(service.WithRequest(r.Context(), service.Request{Key: "api " + key, SHA256: r.digest()}))
	}
	out, err := op.do(a, r)
	var again *service.RepeatedError
	if errors.As(err, &again) {
		w.Header().Set(Replayed, "true")
		return write(w, op.Status, []byte(again.Answer+"\n"))
	}
	if err != nil {
		return err
	}
	if op.File {
		return stream(w, r, out.file, out.name)
	}
	return a.answer(op, w, r, out)
}

// answer writes a document with its ETag and the address of the next page.
func (a *API) answer(op *Operation, w http.ResponseWriter, r *Request, out reply) error {
	if out.body == nil {
		w.WriteHeader(op.Status)
		return nil
	}
	data, err := json.Marshal(out.body)
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if out.next != "" {
		q := r.URL.Query()
		q.Set("after", out.next)
		w.Header().Set("Link", "<"+r.URL.Path+"?"+q.Encode()+`>; rel="next"`)
	}
	if r.Method == http.MethodGet {
		etag := etagOf(out.body, data)
		w.Header().Set("ETag", etag)
		w.Header().Set("Cache-Control", "private, no-cache")
		if matches(r.Header.Get("If-None-Match"), etag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if made, ok := out.body.(service.Submitted); ok {
		w.Header().Set("Location", Base+made.URL)
	}
	return write(w, op.Status, data)
}

func write(w http.ResponseWriter, status int, data []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err := w.Write(data)
	return err
}

// etagOf is the digest of a document; that of a case begins with the number of its last event, which is what an act is bound to.
func etagOf(body any, data []byte) string {
	sum := sha256.Sum256(data)
	etag := hex.EncodeToString(sum[:12])
	if c, ok := body.(Case); ok {
		etag = caseMark(c.Seq) + etag
	}
	return `"` + etag + `"`
}

// matches reports whether one of the tags of If-None-Match is the ETag. Tags are compared weakly, as RFC 9110 has it for this header.
func matches(header, etag string) bool {
	return slices.ContainsFunc(strings.Split(header, ","), func(tag string) bool {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		return tag == etag || tag == "*"
	})
}

// stream sends a stored file as it is.
func stream(w http.ResponseWriter, r *Request, o service.Object, name string) error {
	defer o.Close()
	info := o.Info()
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+fileMark(info.Key.String(), string(info.SHA256), info.Size, info.Modified)+`"`)
	http.ServeContent(w, r.Request, "", info.Modified, io.NewSectionReader(o, 0, info.Size))
	return nil
}

// fileMark names the bytes of a file: their digest where the store knows it, else what an object has that is written once.
func fileMark(key, sha256sum string, size int64, modified time.Time) string {
	if sha256sum != "" {
		return sha256sum
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", key, size, modified.UnixNano()))
	return hex.EncodeToString(sum[:12])
}

// Document is the OpenAPI document, without the space that makes it readable.
func Document() []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, document); err != nil {
		panic(err) // the document is embedded
	}
	return b.Bytes()
}
