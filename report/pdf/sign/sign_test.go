package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"auditd/audit"
	"auditd/report/pdf/tagged"
)

var _ tagged.Signer = (*Signer)(nil)

// pair writes a key and a certificate that signs itself as PEM files.
func pair(t *testing.T, key crypto.Signer) (certPath, keyPath string) {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(17), Subject: pkix.Name{CommonName: "Test office", Organization: []string{"测试"}},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certPath, keyPath = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{certPath: {Type: "CERTIFICATE", Bytes: der}, keyPath: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certPath, keyPath
}

func keys(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]crypto.Signer{"ECDSA": ec, "RSA": r}
}

// TestOpenSSL: OpenSSL accepts the signature as CAdES over the content whose digest was signed, and no other content; signing
// again gives the same bytes.
func TestOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("NOT CHECKED: signatures with openssl, which is not installed")
	}
	for name, key := range keys(t) {
		cert, keyPath := pair(t, key)
		s, err := Load(cert, keyPath, "reason")
		if err != nil {
			t.Fatal(err)
		}
		content := []byte("what is signed")
		digest := sha256.Sum256(content)
		der, err := s.Sign(digest[:])
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := s.Sign(digest[:]); !bytes.Equal(der, again) {
			t.Errorf("%s: the same digest was signed differently", name)
		}
		if len(der) > s.Size() {
			t.Errorf("%s: %d bytes, more than the %d announced", name, len(der), s.Size())
		}
		dir := t.TempDir()
		signature := filepath.Join(dir, "signature")
		if err := os.WriteFile(signature, der, 0o600); err != nil {
			t.Fatal(err)
		}
		for file, want := range map[string]bool{string(content): true, "something else": false} {
			path := filepath.Join(dir, "content")
			if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(openssl, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, "-content", path, "-CAfile", cert, "-purpose", "any", "-out", os.DevNull).CombinedOutput()
			if (err == nil) != want {
				t.Errorf("%s: openssl on %q: %v\n%s", name, file, err, out)
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	all := keys(t)
	cert, key := pair(t, all["ECDSA"])
	other, _ := pair(t, all["RSA"])
	missing := filepath.Join(t.TempDir(), "none.pem")
	for _, tt := range []struct{ name, cert, key string }{
		{"no certificate", missing, key},
		{"no key", cert, missing},
		{"certificate of another key", other, key},
		{"a key instead of a certificate", key, key},
	} {
		if _, err := Load(tt.cert, tt.key, ""); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := New(all["RSA"], nil, ""); audit.KindOf(err) != audit.Invalid {
		t.Errorf("no chain: %v", err)
	}
}
