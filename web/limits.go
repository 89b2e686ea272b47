package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/netutil"
)

// Limits bound what one connection, and all of them together, may take of the server. There is no limit on the time of a whole
// upload or download: it takes as long as it takes, as long as it goes on.
type Limits struct {
	Header      time.Duration // until the head of a request is there
	Stall       time.Duration // for which a body or an answer may stand still, on top of what Rate allows
	Idle        time.Duration // between two requests
	Drain       time.Duration // for requests under way when the server stops
	Rate        int64         // slowest bytes a second of a body or an answer
	HeaderBytes int
	Connections int // at once; further ones wait
}

// DefaultLimits returns the limits of the service.
func DefaultLimits() Limits {
	return Limits{
		Header: 10 * time.Second, Stall: time.Minute, Idle: 2 * time.Minute, Drain: 30 * time.Second, Rate: 4 << 10, HeaderBytes: 64 << 10, Connections: 4096,
	}
}

// stopping is closed when a server begins to stop, so that its requests know.
type stoppingKey struct{}

// stops reports whether the server that a request came in by is stopping.
func stops(ctx context.Context) bool {
	s, _ := ctx.Value(stoppingKey{}).(*atomic.Bool)
	return s != nil && s.Load()
}

type limitsKey struct{}

// Serve answers requests until the context ends, then finishes those under way, as long as the limits allow.
func Serve(ctx context.Context, l net.Listener, h http.Handler, limits Limits) error {
	var stopping atomic.Bool
	base := context.WithValue(context.WithValue(context.WithoutCancel(ctx), stoppingKey{}, &stopping), limitsKey{}, limits)
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: limits.Header, IdleTimeout: limits.Idle, MaxHeaderBytes: limits.HeaderBytes,
		BaseContext: func(net.Listener) context.Context { return base },
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(netutil.LimitListener(l, limits.Connections)) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stopping.Store(true)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), limits.Drain)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}

// pace ends a connection whose other end sends or takes too little: many such would take all there are.
func pace(c *gin.Context) {
	limits, ok := c.Request.Context().Value(limitsKey{}).(Limits)
	if !ok {
		return
	}
	control := http.NewResponseController(c.Writer)
	_ = control.SetWriteDeadline(time.Time{}) // that of the request before on this connection; a writer without deadlines has none
	c.Request.Body = &pacedBody{ReadCloser: c.Request.Body, control: control, limits: limits, begun: time.Now()}
	c.Writer = &pacedWriter{ResponseWriter: c.Writer, control: control, limits: limits}
}

// pacedBody is a body that must keep coming.
type pacedBody struct {
	io.ReadCloser
	control *http.ResponseController
	limits  Limits
	begun   time.Time
	n       int64
}

func (b *pacedBody) Read(p []byte) (int, error) {
	due := b.begun.Add(b.limits.Stall + time.Duration(b.n/b.limits.Rate)*time.Second)
	if stall := time.Now().Add(b.limits.Stall); stall.Before(due) { // what came fast is no credit for standing still
		due = stall
	}
	_ = b.control.SetReadDeadline(due)
	n, err := b.ReadCloser.Read(p)
	b.n += int64(n)
	return n, err
}

// pacedWriter is an answer that must keep being taken.
type pacedWriter struct {
	gin.ResponseWriter
	control *http.ResponseController
	limits  Limits
}

func (w *pacedWriter) extend(n int) {
	_ = w.control.SetWriteDeadline(time.Now().Add(w.limits.Stall + time.Duration(int64(n)/w.limits.Rate)*time.Second))
}

func (w *pacedWriter) Write(p []byte) (int, error) {
	w.extend(len(p))
	return w.ResponseWriter.Write(p)
}

func (w *pacedWriter) WriteString(s string) (int, error) {
	w.extend(len(s))
	return w.ResponseWriter.WriteString(s)
}

// Unwrap is what http.ResponseController looks for.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
