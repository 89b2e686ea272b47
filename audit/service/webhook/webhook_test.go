package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"auditd/audit"
)

// The worked example of the convention: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md, and the test of its
// reference libraries.
func TestSignKnown(t *testing.T) {
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Message{ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", At: time.Unix(1614265330, 0), Body: []byte(`{"test": 2432232314}`)})
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("got %s, want %s: %v", got, want, err)
	}
}

// A message arrives as it was signed, and is refused once anything about it was changed.
func TestSend(t *testing.T) {
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var header http.Header
	var body bytes.Buffer
	status := http.StatusNoContent
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		body.Reset()
		_, _ = body.ReadFrom(r.Body)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer receiver.Close()
	s := NewSender(true)
	now := time.Now()
	m := Message{ID: "case/2", At: now, Body: []byte(`{"action":"publish"}`)}
	if got, err := s.Send(context.Background(), receiver.URL, secret, m); got != status || err != nil {
		t.Fatalf("status %d, %v", got, err)
	}
	changed := func(name, value string) http.Header {
		h := header.Clone()
		h.Set(name, value)
		return h
	}
	for name, c := range map[string]struct {
		secret string
		header http.Header
		body   string
		now    time.Time
		ok     bool
	}{
		"as sent":              {secret, header, body.String(), now, true},
		"another secret":       {other, header, body.String(), now, false},
		"another body":         {secret, header, body.String() + " ", now, false},
		"another identifier":   {secret, changed(HeaderID, "case/3"), body.String(), now, false},
		"another time":         {secret, changed(HeaderTime, strconv.FormatInt(now.Unix()+1, 10)), body.String(), now, false},
		"six minutes too late": {secret, header, body.String(), now.Add(6 * time.Minute), false},
		"no signature":         {secret, changed(HeaderSignature, ""), body.String(), now, false},
		"two signatures":       {secret, changed(HeaderSignature, "v1,AAAA "+header.Get(HeaderSignature)), body.String(), now, true},
	} {
		if err := Verify(c.secret, c.header, []byte(c.body), c.now); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A redirect is an answer, and not followed.
	for _, status = range []int{http.StatusFound, http.StatusBadRequest, http.StatusInternalServerError} {
		if got, err := s.Send(context.Background(), receiver.URL, secret, m); got != status || audit.KindOf(err) != audit.Conflict {
			t.Errorf("an answer %d: %d, %v", status, got, err)
		}
	}
}

// Nothing is sent to this machine, to a private network or to the address by which clouds tell machines their secrets, be it written
// as a number or found by a name.
func TestPrivateAddresses(t *testing.T) {
	called := false
	receiver := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer receiver.Close()
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSender(false)
	port := receiver.URL[strings.LastIndex(receiver.URL, ":"):]
	for _, address := range []string{
		receiver.URL, "https://127.0.0.1" + port, "https://localhost" + port, "https://[::1]" + port, "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/",
		"https://169.254.169.254/latest/meta-data/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]" + port, "https://0.0.0.0" + port, "https://100.64.0.1/",
		"http://example.org/", "ftp://example.org/", "https://user:password@example.org/", "https:///", "//example.org/", "javascript:alert(1)", "",
	} {
		if err := s.Check(address); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s may be entered: %v", address, err)
		}
		if status, err := s.Send(context.Background(), address, secret, Message{ID: "x", At: time.Now()}); status != 0 || audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: %d, %v", address, status, err)
		}
	}
	// The form in which a name would reach it: the check of the address alone passes, the connection is refused. The names of the
	// machine's own hosts file stand for those of a hostile name server.
	resp, err := s.client.Post("https://localhost"+port, "application/json", http.NoBody)
	if err == nil {
		resp.Body.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "prohibited") {
		t.Errorf("a name of this machine: %v", err)
	}
	if called {
		t.Error("the receiver on this machine was called")
	}
	if err := s.Check("https://example.org:8443/hooks?x=1"); err != nil {
		t.Errorf("a public address: %v", err)
	}
}
