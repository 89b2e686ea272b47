package miniostore_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"auditd/audit/store"
	"auditd/audit/store/storetest"
)

// A cutter forwards connections to a server and cuts some of them off after a number of bytes, as networks do.
type cutter struct {
	to    string
	after atomic.Int64 // bytes in the direction that is cut
	cuts  atomic.Int64 // connections still to be cut
	down  bool         // cut what the server sends, else what the client sends
	done  atomic.Int64
}

func (c *cutter) listen(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.forward(client)
		}
	}()
	return l.Addr().String()
}

func (c *cutter) forward(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer server.Close()
	var wait sync.WaitGroup
	pipe := func(to, from net.Conn, cut bool) {
		defer to.Close()
		defer from.Close()
		if !cut {
			_, _ = io.Copy(to, from)
			return
		}
		if n, _ := io.CopyN(to, from, c.after.Load()); n == c.after.Load() && c.cuts.Add(-1) >= 0 {
			c.done.Add(1)
			return
		}
		_, _ = io.Copy(to, from)
	}
	wait.Go(func() { pipe(server, client, !c.down) })
	wait.Go(func() { pipe(client, server, c.down) })
	wait.Wait()
}

func TestNetwork_that_breaks(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			for _, down := range []bool{true, false} {
				c := &cutter{to: running.Endpoint, down: down}
				c.after.Store(1 << 20)
				config := config(running)
				config.Endpoint = c.listen(t)
				s := open(t, config)
				if !down {
					c.cuts.Store(3)
				}
				key, b := must(store.IncomingKey("far")), storetest.Bytes(12<<20, 1)
				if info, err := s.Put(t.Context(), key, bytes.NewReader(b), -1, store.PutOptions{}); err != nil || info.SHA256 != storetest.Sum(b) {
					t.Fatalf("put: %+v, %v", info, err)
				}
				if down {
					c.cuts.Store(5)
				}
				obj, err := s.Get(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(obj)
				if err != nil || !bytes.Equal(got, b) {
					t.Errorf("get: %d bytes, %v", len(got), err)
				}
				if down {
					c.cuts.Store(3)
				}
				at := make([]byte, 4<<20)
				if _, err := obj.ReadAt(at, 7<<20); err != nil || !bytes.Equal(at, b[7<<20:11<<20]) {
					t.Errorf("get at a place: %v", err)
				}
				obj.Close()
				if c.done.Load() == 0 {
					t.Error("no connection was cut, so that nothing was tested")
				}
			}
		})
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
