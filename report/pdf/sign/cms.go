package sign

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// Object identifiers of CMS (RFC 5652), ESS (RFC 5035) and algorithms (RFC 5754, RFC 5758).
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSASHA256   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidRSASHA256     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
)

// contentInfo is ContentInfo, RFC 5652 section 3.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue
}

// signedData is SignedData, RFC 5652 section 5.1, without the content, which is the file.
type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      struct{ Type asn1.ObjectIdentifier }
	Certificates asn1.RawValue
	Signers      []signerInfo `asn1:"set"`
}

// signerInfo is SignerInfo, RFC 5652 section 5.3.
type signerInfo struct {
	Version    int
	ID         issuerAndSerial
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// certificateID is ESSCertIDv2 with SHA-256, RFC 5035 section 4.
type certificateID struct {
	Hash   []byte
	Issuer struct {
		Names  []asn1.RawValue
		Serial *big.Int
	}
}

// cms returns the signature as DER.
func (s *Signer) cms(digest, certificates []byte) ([]byte, error) {
	set, err := s.attributes(digest)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(set)
	// Without a source of randomness, ECDSA takes its nonce from the key and the message (RFC 6979), so the same file has the
	// same signature. RSA with PKCS #1 v1.5 has none in any case.
	value, err := s.key.Sign(nil, hash[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	algorithm := pkix.AlgorithmIdentifier{Algorithm: oidECDSASHA256}
	if _, ok := s.key.Public().(*rsa.PublicKey); ok {
		algorithm = pkix.AlgorithmIdentifier{Algorithm: oidRSASHA256, Parameters: asn1.NullRawValue}
	}
	leaf := s.chain[0]
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	data := signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{sha},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certificates},
		Signers: []signerInfo{{
			Version: 1, ID: issuerAndSerial{asn1.RawValue{FullBytes: leaf.RawIssuer}, leaf.SerialNumber}, Digest: sha,
			// In the message the set of attributes is tagged [0]; what is signed is the set itself (RFC 5652 section 5.4).
			Attributes: asn1.RawValue{FullBytes: append([]byte{0xA0}, set[1:]...)},
			Algorithm:  algorithm, Signature: value,
		}},
	}
	data.Content.Type = oidData
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("encoding the signature: %w", err)
	}
	return asn1.Marshal(contentInfo{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}})
}

// attributes returns the signed attributes as a DER set: type and digest of the content, and which certificate signs. The time
// of signing stands in the signature dictionary (EN 319 142-1 section 5.3).
func (s *Signer) attributes(digest []byte) ([]byte, error) {
	leaf := s.chain[0]
	id := certificateID{}
	hash := sha256.Sum256(leaf.Raw)
	id.Hash = hash[:]
	directory, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: leaf.RawIssuer})
	if err != nil {
		return nil, fmt.Errorf("encoding the issuer: %w", err)
	}
	id.Issuer.Names, id.Issuer.Serial = []asn1.RawValue{{FullBytes: directory}}, leaf.SerialNumber
	var list []attribute
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value any
	}{{oidContentType, oidData}, {oidMessageDigest, digest}, {oidCertificateV2, struct{ IDs []certificateID }{[]certificateID{id}}}} {
		der, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, fmt.Errorf("encoding a signed attribute: %w", err)
		}
		list = append(list, attribute{a.oid, []asn1.RawValue{{FullBytes: der}}})
	}
	return asn1.MarshalWithParams(list, "set") // sorted, as DER demands
}
