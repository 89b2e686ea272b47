package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"auditd/audit"
)

// Behind a proxy, the limit of attempts counts the person's address: the last one that no trusted proxy wrote. From anybody else the
// header is a lie.
func TestTrustedProxies(t *testing.T) {
	for name, c := range map[string]struct {
		trusted   []string
		forwarded func(n int) string
		allowed   int // of 30 attempts
	}{
		"no proxy, no header":               {nil, func(int) string { return "" }, attemptsAtOnce},
		"no proxy, invented headers":        {nil, func(n int) string { return "192.0.2." + string(rune('0'+n%10)) }, attemptsAtOnce},
		"proxy, one person":                 {[]string{"127.0.0.0/8"}, func(int) string { return "192.0.2.1" }, attemptsAtOnce},
		"proxy, three persons":              {[]string{"127.0.0.1"}, func(n int) string { return "192.0.2." + string(rune('0'+n%3)) }, 30},
		"proxy, one person who lies":        {[]string{"127.0.0.1"}, func(n int) string { return "198.51.100." + string(rune('0'+n%10)) + ", 192.0.2.1" }, attemptsAtOnce},
		"two proxies, three persons":        {[]string{"127.0.0.1", "10.0.0.0/8"}, func(n int) string { return "192.0.2." + string(rune('0'+n%3)) + ", 10.1.2.3" }, 30},
		"another proxy than the trusted":    {[]string{"192.0.2.99"}, func(n int) string { return "192.0.2." + string(rune('0'+n%10)) }, attemptsAtOnce},
		"proxy, one IPv6 network":           {[]string{"127.0.0.1"}, func(n int) string { return "2001:db8::" + string(rune('1'+n%9)) }, attemptsAtOnce},
		"proxy that writes no address":      {[]string{"127.0.0.1"}, func(int) string { return "unknown" }, attemptsAtOnce},
		"proxy, X-Real-IP is not looked at": {[]string{"127.0.0.1"}, func(int) string { return "" }, attemptsAtOnce},
	} {
		t.Run(name, func(t *testing.T) {
			srv, err := New(Config{UseCases: refusing{}, Proxies: c.trusted})
			if err != nil {
				t.Fatal(err)
			}
			allowed := 0
			for n := range 30 {
				req := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("name=a&password=b"))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.RemoteAddr = "127.0.0.1:1"
				if f := c.forwarded(n); f != "" {
					req.Header.Set("X-Forwarded-For", f)
				}
				req.Header.Set("X-Real-Ip", "192.0.2."+string(rune('0'+n%10)))
				w := httptest.NewRecorder()
				srv.ServeHTTP(w, req)
				if w.Code == http.StatusForbidden {
					allowed++
				}
			}
			if allowed != c.allowed {
				t.Errorf("%d attempts were looked at, want %d", allowed, c.allowed)
			}
		})
	}
	if _, err := New(Config{Proxies: []string{"proxy.example"}}); err == nil {
		t.Error("a proxy without an address was accepted")
	}
}

// refusing refuses every password.
type refusing struct{ UseCases }

func (refusing) SignIn(context.Context, string, string) (string, error) {
	return "", audit.Errorf(audit.Denied, "no")
}

// Where people come over TLS, cookies are for TLS only and for this host alone, browsers are told to stay with TLS, and links that
// leave the service have its external address, whatever host a request names.
func TestExternalAddress(t *testing.T) {
	i := install(t)
	i.populate(t)
	srv, err := New(Config{UseCases: i.service, External: "https://audits.example"})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body string, cookie string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, "http://evil.example"+path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept-Language", "en")
		if cookie != "" {
			req.Header.Set("Cookie", cookie)
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, req)
		return w
	}
	w := ask(http.MethodPost, "/sign-in", url.Values{"name": {"admin"}, "password": {password}}.Encode(), "")
	cookie := w.Header().Get("Set-Cookie")
	for _, want := range []string{"__Host-auditd=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q lacks %s", cookie, want)
		}
	}
	if strings.Contains(cookie, "Domain") || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("headers %v", w.Header())
	}
	session, _, _ := strings.Cut(cookie, ";")
	w = ask(http.MethodPost, "/admin/accounts", "name=x&role=inspector", session)
	if body := w.Body.String(); !strings.Contains(body, "https://audits.example/link/") || strings.Contains(body, "evil.example") {
		t.Errorf("%d: the link is %s", w.Code, match(t, `<code>([^<]*)</code>`, body))
	}
}
