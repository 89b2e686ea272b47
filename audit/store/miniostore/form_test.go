package miniostore_test

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/store"
	"auditd/audit/store/storetest"
)

// post sends a form as a browser does: the fields first, the file last.
func post(t *testing.T, f store.Form, file []byte) int {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if err := w.WriteField(name, f.Fields[name]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "数据.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // the status says all
	return resp.StatusCode
}

func TestUploadForm(t *testing.T) {
	file := storetest.Bytes(1000, 1)
	other, _ := store.IncomingKey("other")
	tests := []struct {
		name   string
		file   []byte
		change func(f *store.Form)
		want   int
	}{
		{"the largest file that is allowed", file, func(*store.Form) {}, http.StatusNoContent},
		{"one byte too many", append(bytes.Clone(file), 1), func(*store.Form) {}, http.StatusBadRequest},
		{"another key", file, func(f *store.Form) { f.Fields["key"] = other.String() }, http.StatusForbidden},
		{"another bucket", file, func(f *store.Form) { f.URL = strings.Replace(f.URL, "-incoming", "-objects", 1) }, http.StatusForbidden},
		{"another signature", file, func(f *store.Form) { f.Fields["x-amz-signature"] = "00" }, http.StatusForbidden},
	}
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			s := open(t, config(server.start(t)))
			for i, test := range tests {
				key, _ := store.IncomingKey(store.ID("form-" + string(rune('a'+i))))
				f, err := s.UploadForm(t.Context(), key, 1000, time.Now().Add(time.Hour))
				if err != nil {
					t.Fatal(err)
				}
				test.change(&f)
				if got := post(t, f, test.file); got != test.want {
					t.Errorf("%s: got status %d, want %d", test.name, got, test.want)
				}
				_, err = s.Stat(t.Context(), key)
				if arrived := err == nil; arrived != (test.want == http.StatusNoContent) {
					t.Errorf("%s: arrived %v, %v", test.name, arrived, err)
				}
				if _, err := s.Stat(t.Context(), other); audit.KindOf(err) != audit.NotFound {
					t.Errorf("%s: reached another key: %v", test.name, err)
				}
			}
			report, _ := store.ReportKey("a", 1, "report.pdf")
			if _, err := s.UploadForm(t.Context(), report, 1000, time.Now().Add(time.Hour)); audit.KindOf(err) != audit.Denied {
				t.Errorf("a form for a report: %v", err)
			}
		})
	}
}

// A form may be sent again with other bytes until it expires. What is promoted is nevertheless what was hashed.
func TestPromote_after_a_form_was_sent_again(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			s := open(t, config(server.start(t)))
			key, _ := store.IncomingKey("again")
			f, err := s.UploadForm(t.Context(), key, 1000, time.Now().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			checked, swapped := storetest.Bytes(1000, 1), storetest.Bytes(1000, 2)
			post(t, f, checked)
			post(t, f, swapped)
			to, _ := store.DatasetKey(storetest.Sum(checked))
			if _, err := s.Promote(t.Context(), key, to, store.Encryption{}); audit.KindOf(err) != audit.Invalid || err == nil {
				t.Errorf("got %v", err)
			}
			if _, err := s.Stat(t.Context(), to); audit.KindOf(err) != audit.NotFound {
				t.Errorf("the swapped bytes lie under the digest of others: %v", err)
			}
		})
	}
}

// A hook does something just before a server is asked to copy.
type hook struct{ before func() }

func (h *hook) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("X-Amz-Copy-Source") != "" {
		h.before()
	}
	return http.DefaultTransport.RoundTrip(r)
}

// The worst moment to send the form again: the bytes were hashed, and are not copied yet.
func TestPromote_while_a_form_is_sent_again(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			c, h := config(server.start(t)), &hook{}
			c.Transport = h
			s := open(t, c)
			key, _ := store.IncomingKey("again")
			f, err := s.UploadForm(t.Context(), key, 1000, time.Now().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			checked := storetest.Bytes(1000, 1)
			post(t, f, checked)
			asked := 0
			h.before = func() { asked++; post(t, f, storetest.Bytes(1000, 2)) }
			to, _ := store.DatasetKey(storetest.Sum(checked))
			if _, err := s.Promote(t.Context(), key, to, store.Encryption{}); audit.KindOf(err) != audit.Conflict || err == nil {
				t.Errorf("got %v", err)
			}
			if _, err := s.Stat(t.Context(), to); audit.KindOf(err) != audit.NotFound || asked != 1 {
				t.Errorf("the swapped bytes lie under the digest of others: %v; asked to copy %d times", err, asked)
			}
		})
	}
}
