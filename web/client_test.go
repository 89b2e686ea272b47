package web

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auditd/audit/docket/dockettest"
	"auditd/audit/service"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/storetest"
)

// buildClient generates a client from the document of the API and builds the program of testdata/client with it.
func buildClient(t *testing.T) string {
	t.Helper()
	generator := tool(t, "oapi-codegen", "")
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "client"))); err != nil {
		t.Fatal(err)
	}
	document, err := filepath.Abs(filepath.Join("api", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "client")
	for _, args := range [][]string{{generator, "-config", "config.yaml", document}, {"go", "build", "-o", program, "."}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	return program
}

// A client that was generated from the document takes a case the whole way, from the plan to the public, on SQLite and a folder and on
// PostgreSQL and MinIO.
func TestGeneratedClient(t *testing.T) {
	program := buildClient(t)
	t.Run("SQLite and a folder", func(t *testing.T) { clientWay(t, program, install(t)) })
	t.Run("PostgreSQL and MinIO", func(t *testing.T) {
		m := storetest.MinIO(t)
		objects, err := miniostore.Open(t.Context(), miniostore.Config{Endpoint: m.Endpoint, AccessKey: m.AccessKey, SecretKey: m.SecretKey})
		if err != nil {
			t.Fatal(err)
		}
		clientWay(t, program, installOn(t, dockettest.EmptyPostgreSQL(t), objects))
	})
}

func clientWay(t *testing.T, program string, i *installation) {
	t.Helper()
	i.populate(t)
	tokens := map[string]string{}
	for _, name := range append(accountNames(), "admin") {
		tokens[name], _ = i.token(t, name, service.Scopes()...)
	}
	job, err := json.Marshal(map[string]any{"url": i.url, "plan": permitPlan, "data": permits(), "tokens": tokens})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Stdin = bytes.NewReader(job)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	id := strings.TrimSpace(string(out))
	if a := i.browser(t).get("/public/" + id + "?lang=en"); a.status != 200 || !strings.Contains(a.body, "the difference is not explained") {
		t.Errorf("the public page of %q: %d", id, a.status)
	}
}
