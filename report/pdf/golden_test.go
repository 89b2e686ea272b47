package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"auditd/audit"
	"auditd/report"
	"auditd/report/font"
	"auditd/report/pdf/check"
	"auditd/report/pdf/pdftest"
)

// golden are the digests of the small report. They change when the looks of reports change; look at the pages, then write the new
// digests here. They must not change with the processor, the number of its cores, or the time.
var golden = map[string]string{
	"zh-CN": "50126521f10291191cff845eaed958c446fac080c560e674e959d3b69d1e5e10",
	"en-GB": "56ba952f17f5ec2141f06cecbc1aa735222fa34b666ebf8340ccd1602965c709",
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestGolden(t *testing.T) {
	for _, lang := range pdftest.Languages {
		for _, threads := range []int{1, 8} {
			before := runtime.GOMAXPROCS(threads)
			got := digest(write(t, pdftest.Document(lang), Options{Date: date}))
			runtime.GOMAXPROCS(before)
			if got != golden[lang] {
				t.Errorf("%s with %d threads: digest %s, want %s", lang, threads, got, golden[lang])
			}
		}
	}
}

// TestProcessors builds the tests for processors with and without fused multiplication, and expects the golden digests of both.
// The variable keeps the built tests from doing the same.
func TestProcessors(t *testing.T) {
	if os.Getenv("AUDITD_INNER") != "" || testing.Short() {
		t.Skip("not run inside of itself or in short mode")
	}
	if runtime.GOARCH != "amd64" {
		t.Skipf("NOT CHECKED: levels of amd64, on %s", runtime.GOARCH)
	}
	for _, level := range []string{"v1", "v3"} {
		program := filepath.Join(t.TempDir(), "pdf.test")
		build := exec.Command("go", "test", "-c", "-o", program, ".")
		build.Env = append(os.Environ(), "GOAMD64="+level)
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", level, err, out)
		}
		run := exec.Command(program, "-test.run", "^TestGolden$")
		run.Env = append(os.Environ(), "AUDITD_INNER=1")
		if out, err := run.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", level, err, out)
		}
	}
}

// documents are the reports that every check reads: the small one and the full one, in both languages.
func documents(t testing.TB) map[string]*report.Document {
	t.Helper()
	docs := map[string]*report.Document{}
	for _, lang := range pdftest.Languages {
		docs["small."+lang] = pdftest.Document(lang)
		docs["full."+lang] = document(t, example(t), options(lang))
	}
	return docs
}

// TestChecker: the package's own checker finds nothing.
func TestChecker(t *testing.T) {
	for name, d := range documents(t) {
		faults, err := check.File(bytes.NewReader(write(t, d, Options{Date: date})))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, f := range faults {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// TestTogether: reports that are written at the same time do not disturb each other.
func TestTogether(t *testing.T) {
	t.Parallel()
	for i := range 6 {
		lang := pdftest.Languages[i%2]
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			if got := digest(write(t, pdftest.Document(lang), Options{Date: date})); got != golden[lang] {
				t.Errorf("digest %s, want %s", got, golden[lang])
			}
		})
	}
}

// TestFontPath: a font of the operator is the last resort. Any TrueType file will do to see that it is read; what is none is
// refused.
func TestFontPath(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "full.ttf"), filepath.Join(dir, "bad.ttf")
	for path, data := range map[string][]byte{good: font.Regular(), bad: []byte("not a font")} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := digest(write(t, pdftest.Document("zh-CN"), Options{Date: date, FontPath: good})); got != golden["zh-CN"] {
		t.Errorf("a font that adds nothing changes the file: %s", got)
	}
	for _, path := range []string{bad, filepath.Join(dir, "absent.ttf")} {
		if err := Write(io.Discard, pdftest.Document("zh-CN"), Options{FontPath: path}); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}
