package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"auditd/audit/docket/dockettest"
	"auditd/audit/service"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/storetest"
	"auditd/web/api"
)

// largeFile is the limit on one file in these tests: enough for several parts on an object server.
const largeFile = 32 << 20

// A ground is what an installation stands on.
type ground struct {
	database string
	objects  store.Store
	minio    *miniostore.Store // nil for a folder
}

// grounds runs a test on SQLite with a folder, and on PostgreSQL with MinIO.
func grounds(t *testing.T, test func(t *testing.T, g ground)) {
	t.Run("SQLite and a folder", func(t *testing.T) {
		objects, err := dirstore.Open(filepath.Join(t.TempDir(), "objects"), dirstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { objects.Close() })
		test(t, ground{database: dockettest.EmptySQLite(t), objects: objects})
	})
	t.Run("PostgreSQL and MinIO", func(t *testing.T) {
		s := openMinIO(t, storetest.MinIO(t))
		test(t, ground{database: dockettest.EmptyPostgreSQL(t), objects: s, minio: s})
	})
}

func openMinIO(t *testing.T, m *storetest.Server) *miniostore.Store {
	t.Helper()
	s, err := miniostore.Open(t.Context(), miniostore.Config{Endpoint: m.Endpoint, AccessKey: m.AccessKey, SecretKey: m.SecretKey})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A sender is a program with a token of the submitter.
type sender struct {
	t     *testing.T
	i     *installation
	token string
}

func (i *installation) sender(t *testing.T, account string) *sender {
	t.Helper()
	secret, err := i.service.CreateToken(context.Background(), i.callers[account], "ci", []string{service.ScopeSubmit, service.ScopeRead}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return &sender{t, i, secret}
}

// ask sends a request with headers as name, value, name, value … and checks the status.
func (s *sender) ask(want int, method, path string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	req, err := http.NewRequest(method, s.i.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	for k := 0; k < len(headers); k += 2 {
		req.Header.Set(headers[k], headers[k+1])
	}
	a := s.i.browser(s.t).do(req)
	if a.status != want {
		s.t.Fatalf("%s %s: %d %s, want %d", method, path, a.status, a.body, want)
	}
	return a
}

// begin begins an upload in pieces and returns its path.
func (s *sender) begin(name string, size int, sum string) string {
	s.t.Helper()
	body := fmt.Sprintf(`{"name": %q, "bytes": %d, "sha256": %q}`, name, size, sum)
	return s.ask(http.StatusCreated, http.MethodPost, "/api/v1/uploads", strings.NewReader(body)).header.Get("Location")
}

func (s *sender) offset(path string) int {
	s.t.Helper()
	n, err := strconv.Atoi(s.ask(http.StatusOK, http.MethodHead, path, nil).header.Get("Upload-Offset"))
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *sender) send(want int, path string, offset int, data []byte) answer {
	s.t.Helper()
	return s.ask(want, http.MethodPatch, path, bytes.NewReader(data), "Content-Type", tusPiece, "Upload-Offset", strconv.Itoa(offset))
}

// lost sends the beginning of a piece over a connection of its own and returns the connection, still open.
func (s *sender) lost(path string, offset, length int, data []byte) net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.i.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nUpload-Offset: %d\r\nContent-Length: %d\r\n\r\n", path, s.token, tusPiece, offset, length)
	if _, err := conn.Write(data); err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// upload waits until a file was looked into.
func (s *sender) upload(path string) uploadDocument {
	s.t.Helper()
	var u uploadDocument
	soon(func() bool {
		if err := json.Unmarshal([]byte(s.ask(http.StatusOK, http.MethodGet, path, nil).body), &u); err != nil {
			s.t.Fatal(err)
		}
		return u.State == "done" || u.State == "dead"
	})
	return u
}

// submit hands uploads in and returns the case.
func (s *sender) submit(want int, ids ...string) string {
	s.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	fields := append([]string{"plan", permitPlan, "subject", "transport", "impact_level", "2"}, interleave("upload", ids)...)
	for k := 0; k < len(fields); k += 2 {
		if err := m.WriteField(fields[k], fields[k+1]); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		s.t.Fatal(err)
	}
	a := s.ask(want, http.MethodPost, "/api/v1/submissions", &body, "Content-Type", m.FormDataContentType())
	var out struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &out); err != nil && want < 300 {
		s.t.Fatal(err)
	}
	return out.ID
}

func interleave(name string, values []string) (out []string) {
	for _, v := range values {
		out = append(out, name, v)
	}
	return out
}

// settled waits until a case leaves intake and measuring, and returns its state.
func (s *sender) settled(id string) api.Case {
	s.t.Helper()
	var c api.Case
	soon(func() bool {
		if err := json.Unmarshal([]byte(s.ask(http.StatusOK, http.MethodGet, "/api/v1/cases/"+id, nil).body), &c); err != nil {
			s.t.Fatal(err)
		}
		return !c.Working
	})
	return c
}

// manyPermits is permits repeated until it has more than n bytes.
func manyPermits(n int) []byte {
	head, rows, _ := strings.Cut(permits(), "\n")
	return []byte(head + "\n" + strings.Repeat(rows, n/len(rows)+1))
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
