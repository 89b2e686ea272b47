package account

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"auditd/audit"
	"auditd/audit/review"
)

// The parameters of argon2id: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). They stand in every hash, so that
// they can be raised without a new password.
const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	saltBytes   = 16
	keyBytes    = 32
)

// The bounds of a password. The upper one keeps a request from hashing a book.
const (
	minPassword = 12   // characters
	maxPassword = 1024 // bytes
)

// HashPassword returns what a password is checked against, in the usual text form of argon2. A password that is too short or too long
// is an Invalid error.
func HashPassword(password string, random io.Reader) (string, error) {
	if utf8.RuneCountInString(password) < minPassword || len(password) > maxPassword {
		return "", &audit.Error{Kind: audit.Invalid, Text: fmt.Sprintf("a password has at least %d characters and at most %d bytes", minPassword, maxPassword)}
	}
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", &audit.Error{Kind: audit.Internal, Text: "no random bytes", Err: err}
	}
	return encodeHash(salt, argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, keyBytes)), nil
}

func encodeHash(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// checkPassword reports whether the password is the one of the hash. What is no hash fits no password.
func checkPassword(password, hash string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || len(password) > maxPassword {
		return false
	}
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil || time == 0 || lanes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(key) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, lanes, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1
}

// nobody is a hash that no password fits. It is checked when there is no such account, so that the answer takes as long.
var nobody = encodeHash(make([]byte, saltBytes), make([]byte, keyBytes))

// secretBytes make a secret that cannot be guessed.
const secretBytes = 32

// NewSecret returns a secret for a session or a token, and the hash that is stored. The secret is shown once and known to nobody
// afterwards. The prefix says what it is, such as "auditd_", for scanners that look for lost secrets.
func NewSecret(prefix string, random io.Reader) (secret string, hash review.Digest, err error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", "", &audit.Error{Kind: audit.Internal, Text: "no random bytes", Err: err}
	}
	secret = prefix + base64.RawURLEncoding.EncodeToString(b)
	return secret, HashSecret(secret), nil
}

// HashSecret returns the hash of a secret. A plain SHA-256 does, because the secret has 256 random bits.
func HashSecret(secret string) review.Digest {
	sum := sha256.Sum256([]byte(secret))
	return review.Digest(hex.EncodeToString(sum[:]))
}
