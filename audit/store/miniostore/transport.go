package miniostore

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"
)

// How long a connection may take to come about, and how long the server may take nothing of what is sent to it. How long it may take
// to answer is minio-go's minute: a copy of a large object is silent for long.
const (
	dialTime  = 10 * time.Second
	stallTime = 20 * time.Second
)

// newTransport is minio-go's transport with connections that give up on a server that hangs: without them a request whose body the
// server does not take would wait for ever.
func newTransport(secure bool) (http.RoundTripper, error) {
	t, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return stalling{c}, nil
	}
	return t, nil
}

// stalling is a connection whose writes fail when the other side takes nothing for stallTime.
type stalling struct{ net.Conn }

// Write is called with at most the transport's buffer, so that the time is one for each few kilobytes.
func (c stalling) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(stallTime)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
