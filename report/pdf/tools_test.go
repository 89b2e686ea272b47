package pdf

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"auditd/audit"
	"auditd/report/pdf/pdftest"
	"auditd/report/pdf/sign"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// tool returns the path of a program, and skips the test without it. AUDITD_REQUIRE_TOOLS=1 turns that into a failure.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("AUDITD_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("NOT CHECKED: PDF files with %s, which is not installed", name)
	return ""
}

func run(t *testing.T, path string, args ...string) string {
	t.Helper()
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s %v: %v\n%s", filepath.Base(path), args, err, out)
	}
	return string(out)
}

// files writes the reports that every check reads and returns their paths by name.
func files(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	paths := map[string]string{}
	for name, d := range documents(t) {
		paths[name] = filepath.Join(dir, name+".pdf")
		if err := os.WriteFile(paths[name], write(t, d, Options{Date: date}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func TestQpdf(t *testing.T) {
	qpdf := tool(t, "qpdf")
	for name, path := range files(t) {
		if out := run(t, qpdf, "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
			t.Errorf("%s: %s", name, out)
		}
	}
}

func TestPoppler(t *testing.T) {
	info, fonts, detach := tool(t, "pdfinfo"), tool(t, "pdffonts"), tool(t, "pdfdetach")
	for name, path := range files(t) {
		out := run(t, info, path)
		for _, want := range []string{`Tagged: +yes`, `PDF version: +1.7`, `Page size: +595.276 x 841.89 pts \(A4\)`, `Encrypted: +no`, `JavaScript: +no`} {
			if !regexp.MustCompile(want).MatchString(out) {
				t.Errorf("%s: pdfinfo has no line %q:\n%s", name, want, out)
			}
		}
		// This version of pdfinfo looks for the level of PDF/A where only its first part has it, so the metadata are read instead.
		meta := run(t, info, "-meta", path)
		for _, want := range []string{"<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"} {
			if !strings.Contains(meta, want) {
				t.Errorf("%s: the metadata have no %s", name, want)
			}
		}
		lines := strings.Split(strings.TrimSpace(run(t, fonts, path)), "\n")[2:]
		if len(lines) != 2 {
			t.Errorf("%s: %d fonts, want regular and bold", name, len(lines))
		}
		for _, l := range lines {
			if !regexp.MustCompile(`^[A-Z]{6}\+NotoSansSC-(Regular|Bold) +CID TrueType +Identity-H +yes yes yes`).MatchString(l) {
				t.Errorf("%s: font not embedded, cut and readable: %s", name, l)
			}
		}
		if out := run(t, detach, "-list", path); !strings.Contains(out, "1: results.json") {
			t.Errorf("%s: %s", name, out)
		}
	}
}

func TestPdfcpu(t *testing.T) {
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	for name, d := range documents(t) {
		if err := api.Validate(bytes.NewReader(write(t, d, Options{Date: date})), conf); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// signer returns a signer with a new key, and leaves its certificate in a folder as cert.pem.
func signer(t testing.TB, dir string) *sign.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(5), Subject: pkix.Name{CommonName: "Test office"}, NotBefore: date.AddDate(-1, 0, 0), NotAfter: date.AddDate(9, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cert.der"), der, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sign.New(key, []*x509.Certificate{cert}, "签发")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSigned: the signature covers the whole file, breaks with any change to it, and is the same every time.
func TestSigned(t *testing.T) {
	dir := t.TempDir()
	s := signer(t, dir)
	d := pdftest.Document("en-GB")
	got := write(t, d, Options{Date: date, Signer: s})
	if !bytes.Equal(got, write(t, d, Options{Date: date, Signer: s})) {
		t.Error("the same report was signed differently")
	}
	if err := Write(&bytes.Buffer{}, d, Options{Signer: s}); audit.KindOf(err) != audit.Invalid {
		t.Errorf("signed without a date: %v", err)
	}
	pdfsig, qpdf := tool(t, "pdfsig"), tool(t, "qpdf")
	path := filepath.Join(dir, "signed.pdf")
	verdict := func(data []byte) string {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, _ := exec.Command(pdfsig, "-nocert", path).CombinedOutput()
		return string(out)
	}
	out := verdict(got)
	for _, want := range []string{"Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "Test office"} {
		if !strings.Contains(out, want) {
			t.Errorf("pdfsig does not say %q:\n%s", want, out)
		}
	}
	run(t, qpdf, "--check", path)
	changed := bytes.Clone(got)
	changed[bytes.Index(changed, []byte("stream\n"))+40] ^= 1
	if out := verdict(changed); strings.Contains(out, "Signature is Valid") {
		t.Errorf("a changed file is still signed:\n%s", out)
	}
}

// TestDates: the date of the options is that of the file, and without one the file has none.
func TestDates(t *testing.T) {
	info := tool(t, "pdfinfo")
	for _, tt := range []struct {
		date time.Time
		want bool
	}{{date, true}, {time.Time{}, false}} {
		path := filepath.Join(t.TempDir(), "r.pdf")
		if err := os.WriteFile(path, write(t, pdftest.Document("en-GB"), Options{Date: tt.date}), 0o600); err != nil {
			t.Fatal(err)
		}
		out := run(t, info, "-isodates", path)
		if strings.Contains(out, "CreationDate:    2026-11-21T00:00:00Z") != tt.want || strings.Contains(out, "CreationDate") != tt.want {
			t.Errorf("date %v: %s", tt.date, out)
		}
	}
}
