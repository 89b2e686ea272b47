package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestNameThatIsNotUTF8 finds a folder whose name is in another encoding, as old archives leave them: it says that it is a folder and
// not that there is none. What is printed is UTF-8 all the same.
func TestNameThatIsNotUTF8(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("names of files are not bytes here")
	}
	path := filepath.Join(t.TempDir(), "\xc4\xd0.csv") // 男 in GBK
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	code := run(context.Background(), []string{"profile", path}, streams{out: &out, err: &complaints, env: os.Getenv})
	if got := complaints.String(); code != exitFailed || !strings.Contains(got, "this is a folder") || strings.Contains(got, "\xc4") {
		t.Errorf("%d, %q", code, got)
	}
}
