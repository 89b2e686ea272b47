package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"auditd/audit/service"
	"auditd/audit/store"
)

// A file comes in over connections that drop, one of which the server does not notice, and becomes a case with the very bytes.
func TestResumableUpload(t *testing.T) {
	grounds(t, func(t *testing.T, g ground) {
		i := installOn(t, g.database, g.objects, func(c *service.Config) { c.MaxUpload = largeFile })
		i.populate(t)
		s := i.sender(t, "submitter")
		data := manyPermits(18 << 20)
		path := s.begin("permits.csv", len(data), sumOf(data))
		at := 0
		for _, n := range []int{1000, 6 << 20, 17, 5 << 20} { // below, above and far below what an object server takes as a part
			conn := s.lost(path, at, len(data)-at, data[at:at+n])
			if n == 17 {
				defer conn.Close() // stays open: the sender is gone, and the server cannot know
				time.Sleep(300 * time.Millisecond)
			} else {
				conn.Close()
				soon(func() bool { // the server reads what is in the connection, then sees its end; asking by HEAD would cut it off
					var u uploadDocument
					err := json.Unmarshal([]byte(s.ask(http.StatusOK, http.MethodGet, path, nil).body), &u)
					return err != nil || u.Received == int64(at+n)
				})
			}
			if got := s.offset(path); got != at+n {
				t.Fatalf("the upload is at %d, want %d", got, at+n)
			}
			at += n
		}
		for info, err := range g.objects.List(t.Context(), store.AllOf(store.Incoming), store.Key{}) {
			if err != nil || strings.HasSuffix(info.Key.String(), filepath.Base(path)) {
				t.Errorf("half an object is seen: %v", err)
			}
		}
		s.send(http.StatusConflict, path, at-1, data[at-1:])
		s.ask(http.StatusUnprocessableEntity, http.MethodPatch, path, nil, "Upload-Offset", "0")
		s.submit(http.StatusConflict, filepath.Base(path)) // not whole
		a := s.send(http.StatusNoContent, path, at, data[at:])
		if got := a.header.Get("Upload-Offset"); got != strconv.Itoa(len(data)) {
			t.Errorf("the last piece ends at %s, want %d", got, len(data))
		}
		s.send(http.StatusConflict, path, 0, data) // all of it once more
		if u := s.upload(path); u.State != "done" || u.SHA256 != sumOf(data) || u.Bytes != int64(len(data)) || !strings.Contains(u.Plan, "granted") {
			t.Errorf("the upload is %+v", u)
		}
		id := s.submit(http.StatusAccepted, filepath.Base(path))
		if again := s.submit(http.StatusAccepted, filepath.Base(path)); again != id {
			t.Errorf("the same upload submitted again is the case %s, want %s", again, id)
		}
		if c := s.settled(id); c.State != "computed" {
			t.Errorf("the case is %s: %s", c.State, c.Reason)
		}
		other := i.sender(t, "other")
		other.ask(http.StatusNotFound, http.MethodHead, path, nil)
		other.ask(http.StatusNotFound, http.MethodPatch, path, nil, "Upload-Offset", "0", "Content-Type", tusPiece)
		other.ask(http.StatusNotFound, http.MethodDelete, path, nil)
	})
}

// What an upload may not be is said before its first byte or at its last one, and what is given up leaves nothing.
func TestUploadIsRefused(t *testing.T) {
	grounds(t, func(t *testing.T, g ground) {
		i := installOn(t, g.database, g.objects, func(c *service.Config) { c.MaxUpload, c.Inbox.OpenUploads = largeFile, 3 })
		i.populate(t)
		s := i.sender(t, "submitter")
		for name, c := range map[string]struct {
			status int
			body   string
			says   string
		}{
			"too large":   {http.StatusRequestEntityTooLarge, fmt.Sprintf(`{"name": "a", "bytes": %d}`, largeFile+1), "too large"},
			"empty":       {http.StatusUnprocessableEntity, `{"name": "a", "bytes": 0}`, "empty"},
			"a role":      {http.StatusUnprocessableEntity, `{"name": "a", "bytes": 1, "role": "x"}`, "data or population"},
			"a digest":    {http.StatusUnprocessableEntity, `{"name": "a", "bytes": 1, "sha256": "x"}`, "SHA-256"},
			"no document": {http.StatusUnprocessableEntity, ``, "Upload-Length"},
		} {
			if a := s.ask(c.status, http.MethodPost, "/api/v1/uploads", strings.NewReader(c.body)); !strings.Contains(a.body, c.says) {
				t.Errorf("%s: %s", name, a.body)
			}
		}
		s.ask(http.StatusRequestEntityTooLarge, http.MethodPost, "/api/v1/uploads", nil, "Upload-Length", strconv.Itoa(largeFile+1))
		data := manyPermits(6 << 20)
		wrong := s.begin("a.csv", len(data), sumOf(data[1:]))
		s.begin("b.csv", len(data), "")
		given := s.begin("c.csv", len(data), "")
		if a := s.ask(http.StatusRequestEntityTooLarge, http.MethodPost, "/api/v1/uploads", strings.NewReader(`{"name": "d", "bytes": 1}`)); !strings.Contains(a.body, "too many uploads") {
			t.Errorf("one more than the quota: %s", a.body)
		}
		if a := s.send(http.StatusUnprocessableEntity, wrong, 0, data); !strings.Contains(a.body, "another SHA-256") {
			t.Errorf("other bytes than stated: %s", a.body)
		}
		s.ask(http.StatusNotFound, http.MethodHead, wrong, nil)
		s.send(http.StatusNoContent, given, 0, data[:1000])
		s.ask(http.StatusNoContent, http.MethodDelete, given, nil)
		s.ask(http.StatusNotFound, http.MethodHead, given, nil)
		s.begin("d.csv", 1, "") // there is room for it again
		for info, err := range g.objects.List(t.Context(), store.AllOf(store.Incoming), store.Key{}) {
			t.Errorf("%s is left in quarantine: %v", info.Key, err)
		}
	})
}

// The protocol's own way to begin: length and metadata in headers.
func TestTus(t *testing.T) {
	i := install(t)
	i.populate(t)
	s := i.sender(t, "submitter")
	if a := s.ask(http.StatusNoContent, http.MethodOptions, "/api/v1/uploads", nil); a.header.Get("Tus-Version") != "1.0.0" || a.header.Get("Tus-Max-Size") != strconv.Itoa(1<<20) {
		t.Errorf("headers %v", a.header)
	}
	// printf 许可.csv | base64; printf data | base64
	a := s.ask(http.StatusCreated, http.MethodPost, "/api/v1/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(permits())),
		"Upload-Metadata", "filename 6K645Y+vLmNzdg==,role ZGF0YQ==,other")
	path := a.header.Get("Location")
	s.send(http.StatusNoContent, path, 0, []byte(permits()))
	if u := s.upload(path); u.Name != "许可.csv" || u.State != "done" || a.header.Get("Upload-Expires") == "" || a.header.Get("Tus-Resumable") != "1.0.0" {
		t.Errorf("got %+v, headers %v", u, a.header)
	}
}

// A form goes straight to the object server; a folder says that it has none.
func TestDirectUpload(t *testing.T) {
	grounds(t, func(t *testing.T, g ground) {
		i := installOn(t, g.database, g.objects, func(c *service.Config) { c.MaxUpload = largeFile })
		i.populate(t)
		s := i.sender(t, "submitter")
		data := manyPermits(1 << 20)
		body := func(sum string) io.Reader {
			return strings.NewReader(fmt.Sprintf(`{"name": "permits.csv", "bytes": %d, "sha256": %q}`, len(data), sum))
		}
		if g.minio == nil {
			if a := s.ask(http.StatusConflict, http.MethodPost, "/api/v1/direct-uploads", body("")); !strings.Contains(a.body, "in pieces") {
				t.Errorf("a folder says %s", a.body)
			}
			return
		}
		var d struct {
			ID, URL, Finish string
			Fields          map[string]string
		}
		begin := func(sum string) {
			t.Helper()
			if err := json.Unmarshal([]byte(s.ask(http.StatusCreated, http.MethodPost, "/api/v1/direct-uploads", body(sum)).body), &d); err != nil {
				t.Fatal(err)
			}
		}
		post := func(data []byte) int {
			t.Helper()
			var form bytes.Buffer
			m := multipart.NewWriter(&form)
			for name, value := range d.Fields {
				_ = m.WriteField(name, value) // a buffer takes everything
			}
			w, _ := m.CreateFormFile("file", "permits.csv")
			_, _ = w.Write(data)
			_ = m.Close()
			resp, err := http.Post(d.URL, m.FormDataContentType(), &form)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			return resp.StatusCode
		}
		begin(sumOf(data))
		if a := s.ask(http.StatusConflict, http.MethodPost, d.Finish, nil); !strings.Contains(a.body, "has not arrived") {
			t.Errorf("finished before it was sent: %s", a.body)
		}
		if got := post(append(bytes.Clone(data), '\n')); got != http.StatusBadRequest {
			t.Errorf("one byte more than stated: %d, want 400", got)
		}
		if got := post(data); got != http.StatusNoContent {
			t.Fatalf("posted: %d, want 204", got)
		}
		for range 2 {
			s.ask(http.StatusOK, http.MethodPost, d.Finish, nil)
		}
		if u := s.upload("/api/v1/uploads/" + d.ID); u.State != "done" || u.SHA256 != sumOf(data) {
			t.Errorf("the upload is %+v", u)
		}
		if c := s.settled(s.submit(http.StatusAccepted, d.ID)); c.State != "computed" {
			t.Errorf("the case is %s: %s", c.State, c.Reason)
		}
		for name, sent := range map[string][]byte{"other bytes": append(bytes.Clone(data[:len(data)-2]), "2\n"...), "fewer bytes": data[:len(data)-1]} {
			begin(sumOf(data))
			if got := post(sent); got != http.StatusNoContent {
				t.Fatalf("%s: posted: %d, want 204", name, got)
			}
			s.ask(http.StatusUnprocessableEntity, http.MethodPost, d.Finish, nil)
			s.ask(http.StatusNotFound, http.MethodHead, "/api/v1/uploads/"+d.ID, nil)
			key, _ := store.IncomingKey(store.ID(d.ID))
			if _, err := g.objects.Stat(t.Context(), key); err == nil {
				t.Errorf("%s: the object is still there", name)
			}
		}
		// The form can be sent again until it expires; what was checked is what is accepted.
		begin(sumOf(data))
		post(data)
		s.ask(http.StatusOK, http.MethodPost, d.Finish, nil)
		s.upload("/api/v1/uploads/" + d.ID)
		post(append([]byte("sex,granted\n男,1\n"), bytes.Repeat([]byte("女,0\n"), 100)...))
		if c := s.settled(s.submit(http.StatusAccepted, d.ID)); c.State == "computed" {
			key, _ := store.DatasetKey(store.Digest(sumOf(data)))
			if info, err := g.objects.Stat(t.Context(), key); err != nil || info.Size != int64(len(data)) {
				t.Errorf("other bytes were accepted: %+v, %v", info, err)
			}
		}
	})
}

// The same bytes twice are one data set: the page says so, and one object is kept.
func TestSameFileTwice(t *testing.T) {
	grounds(t, func(t *testing.T, g ground) {
		i := installOn(t, g.database, g.objects)
		i.populate(t)
		first := string(i.measured(t))
		b := i.signIn(t, "submitter")
		file := b.upload("again.csv", permits())
		if a := b.ok(b.get("/submit/plan?lang=en&file=" + file)); !strings.Contains(a.body, "submitted before") || !strings.Contains(a.body, "/cases/"+first) {
			t.Errorf("the page does not say that the file is known: %s", a.body)
		}
		if u := i.sender(t, "submitter").upload("/api/v1/uploads/" + file); len(u.SameAs) != 1 || string(u.SameAs[0]) != first {
			t.Errorf("the API says %+v", u)
		}
		other := i.signIn(t, "other")
		if a := other.ok(other.get("/submit/plan?lang=en&file=" + other.upload("again.csv", permits()))); strings.Contains(a.body, "submitted before") {
			t.Error("another department is told that the file is known")
		}
		second := string(i.measured(t))
		if first == second {
			t.Error("two submissions of two uploads are one case")
		}
		n := 0
		for range g.objects.List(t.Context(), store.AllOf(store.Dataset), store.Key{}) {
			n++
		}
		if n != 1 {
			t.Errorf("%d copies of one file are kept, want 1", n)
		}
	})
}

// The form for files without script works, says how long they stay, and lists what waits.
func TestUploadPage(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	file := b.upload("<b>许可.csv", permits())
	a := b.ok(b.get("/submit?lang=en"))
	for _, want := range []string{"within 7 days is removed", "deleted 90 days after", `action="/submit/uploads/` + file + `/remove"`, "许可", "/static/upload-"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(a.body, "<b>许可") {
		t.Error("a name of a file is taken for markup")
	}
	if a := b.ok(b.post("/submit/uploads/" + file + "/remove")); strings.Contains(a.body, file) {
		t.Error("a removed file is still listed")
	}
}
