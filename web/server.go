package web

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/github.com/gin-gonic/gin/otelgin"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/audit/trace"
)

// Config is what a server is made of.
type Config struct {
	UseCases  UseCases
	Log       *slog.Logger
	Now       func() time.Time
	External  string   // address by which people reach the service, without a slash at its end; with https, cookies are sent over TLS only
	Proxies   []string // addresses and networks (CIDR) of proxies whose X-Forwarded-For is believed; no other's is
	MaxUpload int64    // bytes of one request with files
	Notice    string

	Collectors []prometheus.Collector // further measurements
	Identities IdentityProvider       // where people may sign in besides; the zero value for nowhere
}

// A Server answers requests.
type Server struct {
	Config
	pages    map[string]*pages // by language
	attempts *limiter
	duration *prometheus.HistogramVec
	received *prometheus.CounterVec
	registry *prometheus.Registry
	handler  http.Handler
}

// New returns a server over the use cases.
func New(c Config) (*Server, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.MaxUpload == 0 {
		c.MaxUpload = service.DefaultMaxUpload
	}
	s := &Server{Config: c, attempts: newLimiter(), registry: prometheus.NewRegistry()}
	s.duration = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "auditd_http_request_duration_seconds", Help: "Time to answer a request.", Buckets: prometheus.DefBuckets,
	}, []string{"method", "route", "status"})
	s.received = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "auditd_http_received_bytes_total", Help: "Bytes of bodies of requests."}, []string{"route"})
	s.registry.MustRegister(s.received)
	s.registry.MustRegister(c.Collectors...)
	s.registry.MustRegister(s.duration, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	var err error
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	if s.handler, err = s.engine(); err != nil {
		return nil, err
	}
	return s, nil
}

// worthTracing leaves out what is asked every few seconds.
func worthTracing(r *http.Request) bool {
	return r.URL.Path != "/healthz" && r.URL.Path != "/readyz" && !strings.HasPrefix(r.URL.Path, "/static/")
}

// secure reports whether people reach the service over TLS.
func (s *Server) secure() bool { return strings.HasPrefix(s.External, "https://") }

// base returns the address of the service for links that leave it. Where none is configured, it is the one that the caller used.
func (s *Server) base(c *gin.Context) string {
	if s.External != "" {
		return s.External
	}
	return "http://" + c.Request.Host
}

// engine registers the routes. The order of the layers is that of a request: refuse other origins, name, measure, recover, harden.
//
// Handlers pass on the request's context and never gin's: gin uses its contexts again for later requests, while a driver of a
// database may still be watching the one it was given.
func (s *Server) engine() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	g.HandleMethodNotAllowed = true
	g.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := g.SetTrustedProxies(s.Proxies); err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the addresses of the trusted proxies cannot be read", Err: err}
	}
	g.Use(pace, otelgin.Middleware(trace.Name, otelgin.WithFilter(worthTracing)), s.observe, s.harden)
	for _, r := range routes() {
		g.Handle(r.method, r.path, s.serve(&r))
	}
	g.NoRoute(func(c *gin.Context) { s.fail(c, audit.Errorf(audit.NotFound, "there is no such page")) })
	g.NoMethod(func(c *gin.Context) {
		s.failWith(c, http.StatusMethodNotAllowed, &audit.Error{Kind: audit.Denied, Text: "the address does not take this method"})
	})
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "a request from another site was refused", http.StatusForbidden)
	}))
	return guard.Handler(headAsGet(g)), nil
}

// headAsGet answers HEAD like GET, whose body the server then leaves out (RFC 9110 section 9.3.2). Only uploads in pieces have a HEAD of
// their own.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && !strings.HasPrefix(r.URL.Path, "/api/v1/uploads/") {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// serve wraps a handler: who is calling, may they, and what becomes of an error.
func (s *Server) serve(r *route) gin.HandlerFunc {
	return func(c *gin.Context) {
		by, err := s.identify(c)
		if err != nil && !r.open {
			status := 0
			if audit.KindOf(err) == audit.Denied { // a token that is none
				c.Header("WWW-Authenticate", `Bearer realm="auditd", error="invalid_token"`)
				status = http.StatusUnauthorized
			}
			s.failWith(c, status, err)
			return
		}
		c.Set(callerKey, by)
		device, _ := c.Cookie(s.deviceCookie()) // without one the browser is strange
		c.Request = c.Request.WithContext(service.WithDevice(service.WithAddress(c.Request.Context(), c.ClientIP()), device))
		if !r.admits(by) {
			s.refuse(c, r, by)
			return
		}
		if !strings.HasPrefix(r.path, "/static/") {
			c.Header("Cache-Control", "no-store")
		}
		if err := r.handle(s, c); err != nil {
			s.fail(c, err)
		}
	}
}

// refuse sends somebody who is not signed in to the form, and tells everybody else no.
func (s *Server) refuse(c *gin.Context, r *route, by *service.Caller) {
	if by == nil && !isAPI(c) && r.method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, "/sign-in?next="+queryEscape(c.Request.URL.RequestURI()))
		return
	}
	if by == nil {
		c.Header("WWW-Authenticate", `Bearer realm="auditd"`)
		s.failWith(c, http.StatusUnauthorized, &audit.Error{Kind: audit.Denied, Text: "this needs an account", Remedy: "sign in, or send a token"})
		return
	}
	s.fail(c, audit.Errorf(audit.Denied, "this needs another role"))
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Metrics answers with the measurements of the server, for a listener of its own.
func (s *Server) Metrics() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}

// requestID returns 16 random hexadecimal digits.
func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails, as its documentation says
	return hex.EncodeToString(b[:])
}
