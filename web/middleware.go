package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"auditd/audit"
	"auditd/audit/service"
)

const callerKey = "caller"

// observe names a request, catches a panic, measures and logs. The log holds the pattern of the route and no address, name or query,
// so that it holds no personal data.
func (s *Server) observe(c *gin.Context) {
	id, start := requestID(), time.Now()
	c.Header("X-Request-Id", id)
	c.Set("request", id)
	c.Request = c.Request.WithContext(service.WithRequestID(c.Request.Context(), id))
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(c.Request.Context(), "a handler panicked", slog.Any("panic", p))
			if !c.Writer.Written() {
				s.fail(c, audit.Errorf(audit.Internal, "an internal fault"))
			}
			c.Abort()
		}
		status := strconv.Itoa(c.Writer.Status())
		s.duration.WithLabelValues(methodOf(c), c.FullPath(), status).Observe(time.Since(start).Seconds())
		s.Log.InfoContext(c.Request.Context(), "request", slog.String("method", methodOf(c)), slog.String("route", c.FullPath()),
			slog.String("status", status), slog.Duration("took", time.Since(start)))
	}()
	c.Next()
}

// methodOf returns the method of a request as the log and the measurements have it: anybody can send any word.
func methodOf(c *gin.Context) string {
	if c.FullPath() == "" && c.Request.Method != http.MethodGet && c.Request.Method != http.MethodPost {
		return "other"
	}
	return c.Request.Method
}

// policy is the content security policy of every page: nothing but our own style sheet, script and frames.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// reportPolicy is that of a report, which is one file with its own style and no script, shown within a page.
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
	"sandbox allow-downloads allow-popups allow-popups-to-escape-sandbox allow-same-origin"

func (s *Server) harden(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if s.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, counted{c.Request.Body, s.received.WithLabelValues(c.FullPath())}, s.bodyLimit(c))
	c.Next()
}

// counted counts what is read of a body.
type counted struct {
	io.ReadCloser
	n prometheus.Counter
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n.Add(float64(n))
	return n, err
}

// maxForm is the most bytes of a request without files.
const maxForm = 4 << 20

func (s *Server) bodyLimit(c *gin.Context) int64 {
	switch p := c.FullPath(); {
	case c.Request.Method == http.MethodPost && (p == "/submit" || p == "/api/v1/submissions"), c.Request.Method == http.MethodPatch && p == "/api/v1/uploads/:id":
		return s.MaxUpload + maxForm
	}
	return maxForm
}

// cookieName is that of the session. With TLS its prefix keeps other hosts and paths from setting it.
func (s *Server) cookieName() string {
	if s.secure() {
		return "__Host-auditd"
	}
	return "auditd"
}

func (s *Server) setCookie(c *gin.Context, name, value string, age time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()), HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// identify returns who is calling: by token or by session, nil for nobody. A token that is not valid is an error; a session that is
// over is nobody.
func (s *Server) identify(c *gin.Context) (*service.Caller, error) {
	if secret, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer "); ok {
		return s.UseCases.Bearer(c.Request.Context(), secret)
	}
	secret, err := c.Cookie(s.cookieName())
	if err != nil || secret == "" {
		return nil, nil //nolint:nilnil,nilerr // nobody is no error
	}
	by, err := s.UseCases.Session(c.Request.Context(), secret)
	if audit.KindOf(err) == audit.Denied {
		return nil, nil //nolint:nilnil // likewise
	}
	return by, err
}

// caller returns who is calling, nil for nobody.
func caller(c *gin.Context) *service.Caller {
	by, _ := c.Value(callerKey).(*service.Caller)
	return by
}

func isAPI(c *gin.Context) bool { return strings.HasPrefix(c.Request.URL.Path, "/api/") }

func queryEscape(s string) string { return url.QueryEscape(s) }

// A limiter bounds attempts by address: some at once, then one every few seconds. The account's own lock-out stands behind it.
type limiter struct {
	mu    sync.Mutex
	burst int
	seen  map[string]*rate.Limiter
}

// The limits of attempts to sign in from one address.
const (
	attemptsAtOnce = 20
	attemptEvery   = 3 * time.Second
	maxAddresses   = 10_000 // then all are forgotten, rather than memory growing
)

func newLimiter() *limiter { return &limiter{burst: attemptsAtOnce, seen: map[string]*rate.Limiter{}} }

// allow reports whether the address may try now.
func (l *limiter) allow(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() && !a.Is4In6() { // one customer has a whole /64
		if p, err := a.Prefix(64); err == nil {
			host = p.String()
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.seen[host]
	if r == nil {
		if len(l.seen) >= maxAddresses {
			clear(l.seen)
		}
		r = rate.NewLimiter(rate.Every(attemptEvery), l.burst)
		l.seen[host] = r
	}
	return r.Allow()
}
