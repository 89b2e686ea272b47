// Package webhook sends signed messages to addresses that departments chose, after the convention of standardwebhooks.com: the headers
// Webhook-Id, Webhook-Timestamp and Webhook-Signature, the last one an HMAC-SHA256 over identifier, time and body. It refuses to reach
// addresses of this machine and of private networks, however a name resolves.
//
// It does not know cases, when a message is due or how often it is repeated.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Message is what is sent. Its identifier is the same in every attempt, so that a receiver knows a repetition.
type Message struct {
	ID   string
	At   time.Time // of the attempt
	Body []byte    // JSON
}

// secretPrefix says that the rest is the base64 of a key.
const secretPrefix = "whsec_"

// keyBytes is the length of a key: that of the hash.
const keyBytes = 32

// Tolerance is how far the time of a message may lie from the receiver's clock.
const Tolerance = 5 * time.Minute

// The headers of a message.
const (
	HeaderID        = "Webhook-Id"
	HeaderTime      = "Webhook-Timestamp" // seconds since 1970
	HeaderSignature = "Webhook-Signature" // v1, and base64; several are separated by spaces
)

// NewSecret returns a secret of 256 random bits.
func NewSecret(random io.Reader) (string, error) {
	key := make([]byte, keyBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return "", err
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// Sign returns the signature of a message.
func Sign(secret string, m Message) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(key) == 0 {
		return "", errors.New("the secret is not one of NewSecret")
	}
	mac := hmac.New(sha256.New, key)
	// A hash takes whatever is written.
	_, _ = io.WriteString(mac, m.ID+"."+strconv.FormatInt(m.At.Unix(), 10)+".")
	_, _ = mac.Write(m.Body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Verify returns nil when a request with these headers and this body was signed with the secret not long ago: what a receiver does.
func Verify(secret string, header http.Header, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(header.Get(HeaderTime), 10, 64)
	if err != nil {
		return errors.New("the message has no time")
	}
	at := time.Unix(seconds, 0)
	if at.Before(now.Add(-Tolerance)) || at.After(now.Add(Tolerance)) {
		return errors.New("the message is too old, or from the future")
	}
	want, err := Sign(secret, Message{ID: header.Get(HeaderID), At: at, Body: body})
	if err != nil {
		return err
	}
	for _, got := range strings.Fields(header.Get(HeaderSignature)) {
		if hmac.Equal([]byte(got), []byte(want)) {
			return nil
		}
	}
	return errors.New("the signature is not of this secret")
}
