// Package sign signs a PDF file as PAdES baseline level B-B (ETSI EN 319 142-1): a detached CMS signature with the signed
// attributes of CAdES, from a private key and its certificate.
//
// It knows no file: it signs a digest. It asks no time-stamping authority, so the time of signing is a claim of the signer, and it
// does not check whether a certificate is trusted or revoked. Any crypto.Signer will do, one in a hardware module too; whether the
// same report then has the same bytes depends on it. Keys in PEM files sign deterministically.
package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"os"
	"time"

	"auditd/audit"
	"auditd/report/pdf/object"
)

// A Signer signs digests with one key. It fits the interface of package tagged.
type Signer struct {
	key    crypto.Signer
	chain  []*x509.Certificate // of the key first
	reason string
}

// New returns a Signer. chain begins with the certificate of the key, which must be RSA or ECDSA; certificates of authorities may
// follow. reason is printed by readers and may be empty.
func New(key crypto.Signer, chain []*x509.Certificate, reason string) (*Signer, error) {
	if len(chain) == 0 {
		return nil, audit.Errorf(audit.Invalid, "a signature needs a certificate")
	}
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		if !public.Equal(chain[0].PublicKey) {
			return nil, mismatch()
		}
	case *ecdsa.PublicKey:
		if !public.Equal(chain[0].PublicKey) {
			return nil, mismatch()
		}
	default:
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the key of the signature is neither RSA nor ECDSA", Remedy: "sign with an RSA key or one on a NIST curve"}
	}
	return &Signer{key: key, chain: chain, reason: reason}, nil
}

func mismatch() error {
	return &audit.Error{Kind: audit.Invalid, Text: "the first certificate is not that of the key", Remedy: "put the certificate of the key first, then those of its authorities"}
}

// Load returns a Signer from PEM files: certificates, that of the key first, and the private key, not encrypted.
func Load(certificates, key, reason string) (*Signer, error) {
	certPEM, err := os.ReadFile(certificates)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the certificate of the signature cannot be read", Err: err, Remedy: "give the path of a readable PEM file"}
	}
	keyPEM, err := os.ReadFile(key)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the key of the signature cannot be read", Err: err, Remedy: "give the path of a readable PEM file"}
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "key and certificate of the signature do not fit together", Err: err, Remedy: "give PEM files, the certificate of the key first"}
	}
	signer, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, audit.Errorf(audit.Invalid, "the key of the signature cannot sign")
	}
	var chain []*x509.Certificate
	for _, der := range pair.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "a certificate of the signature cannot be read", Err: err}
		}
		chain = append(chain, c)
	}
	return New(signer, chain, reason)
}

// Dictionary returns the entries of the signature dictionary (ISO 32000-1, table 252, and EN 319 142-1, section 5.3).
func (s *Signer) Dictionary(at time.Time) string {
	d := "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M" + object.Date(at)
	if s.reason != "" {
		d += "/Reason" + object.Text(s.reason)
	}
	return d
}

// Size returns the most bytes that a signature has: the certificates, the signature value and room for what surrounds them.
func (s *Signer) Size() int {
	n := 2048
	for _, c := range s.chain {
		n += len(c.Raw)
	}
	return n
}

// Sign returns the signature over a SHA-256 digest, as DER.
func (s *Signer) Sign(sha256 []byte) ([]byte, error) {
	var raw bytes.Buffer
	for _, c := range s.chain {
		raw.Write(c.Raw)
	}
	return s.cms(sha256, raw.Bytes())
}
