package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tight are limits that a test can wait for, and that a slow machine keeps within.
func tight() Limits {
	return Limits{Header: time.Second, Stall: 2500 * time.Millisecond, Idle: time.Second, Drain: time.Minute, Rate: 4 << 10, HeaderBytes: 4 << 10, Connections: 20}
}

// limited serves an installation under limits, and returns its address and what stops it, with the error of stopping.
func limited(t *testing.T, i *installation, limits Limits) (address string, stop func() error) {
	t.Helper()
	srv, err := New(Config{UseCases: i.service, MaxUpload: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	srv.attempts.burst = 1000
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, srv, limits) }()
	stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { _ = stop() })
	i.url = "http://" + l.Addr().String()
	return l.Addr().String(), stop
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// ends returns how long it takes until the other end closes the connection.
func ends(c net.Conn, most time.Duration) (time.Duration, bool) {
	begun := time.Now()
	_ = c.SetReadDeadline(begun.Add(most))
	_, err := io.Copy(io.Discard, c)
	var timeout net.Error
	if e, ok := err.(net.Error); ok {
		timeout = e
	}
	return time.Since(begun), timeout == nil || !timeout.Timeout()
}

// Whoever sends a head or a body a byte at a time, sends none at all, or takes no answer, loses the connection after the limits (here
// 1 and 2.5 seconds, and 4 KiB a second), and everybody else is answered meanwhile.
func TestSlowloris(t *testing.T) {
	i := install(t)
	i.populate(t)
	address, _ := limited(t, i, tight())
	drip := func(c net.Conn, text string) {
		go func() {
			for n := 0; ; n++ {
				if _, err := c.Write([]byte(text[n%len(text) : n%len(text)+1])); err != nil {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
		}()
	}
	head := "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\n"
	for name, c := range map[string]struct {
		send func(net.Conn)
	}{
		"nothing is sent": {func(net.Conn) {}},
		"half a head":     {func(c net.Conn) { fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\n") }},
		"a head a byte at a time": {func(c net.Conn) {
			drip(c, "GET / HTTP/1.1\r\nHost: x\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
		}},
		"a body that never comes":         {func(c net.Conn) { fmt.Fprint(c, head) }},
		"a body a byte at a time":         {func(c net.Conn) { fmt.Fprint(c, head); drip(c, "a=b&") }},
		"a next request that never comes": {func(c net.Conn) { fmt.Fprint(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := dial(t, address)
			c.send(conn)
			if took, ended := ends(conn, patience); !ended {
				t.Errorf("the connection stands after %s", took)
			}
			if resp, err := http.Get("http://" + address + "/healthz"); err != nil {
				t.Error(err)
			} else {
				resp.Body.Close()
			}
		})
	}
	t.Run("an answer that nobody takes", func(t *testing.T) {
		t.Parallel()
		conn := dial(t, address)
		_ = conn.(*net.TCPConn).SetReadBuffer(1 << 10)
		given := make(chan struct{})
		go func() { // asks without end and reads nothing, until the server gives up
			defer close(given)
			for {
				if _, err := fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
					return
				}
			}
		}()
		select {
		case <-given:
		case <-time.After(patience): // that long only where the machine is slow to fill what lies between
			t.Error("the connection stands")
		}
	})
}

// A head above the limit is refused; more connections than allowed wait, and come to their turn.
func TestConnections(t *testing.T) {
	i := install(t)
	address, _ := limited(t, i, tight())
	conn := dial(t, address)
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 64<<10))
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "431") {
		t.Errorf("a long head: %q, %v", line, err)
	}
	for range 60 { // three times as many as are let in, all idle
		dial(t, address)
	}
	c := &http.Client{Timeout: patience}
	resp, err := c.Get("http://" + address + "/healthz")
	if err != nil {
		t.Fatalf("behind 60 idle connections: %v", err)
	}
	resp.Body.Close()
}

// An upload as long as the limits' times is fine while it goes on.
func TestSteadyUpload(t *testing.T) {
	i := install(t)
	i.populate(t)
	limited(t, i, tight())
	b := i.signIn(t, "submitter")
	if a := b.steady(t, 4*time.Second); a.status != http.StatusOK {
		t.Errorf("%d: %s", a.status, a.body)
	}
}

// steady uploads a file in pieces over a time.
func (b *browser) steady(t *testing.T, over time.Duration) answer {
	t.Helper()
	r, w := io.Pipe()
	go func() {
		fmt.Fprint(w, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nsex,granted\n")
		for range 20 {
			fmt.Fprint(w, strings.Repeat("男,1\n", 1000))
			time.Sleep(over / 20)
		}
		fmt.Fprint(w, "\r\n--x--\r\n")
		w.Close()
	}()
	req, err := http.NewRequest(http.MethodPost, b.base+"/submit", r)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	return b.do(req)
}

// Once a server stops, it says so to what shares out requests.
func TestNotReadyWhileStopping(t *testing.T) {
	i := install(t)
	srv, err := New(Config{UseCases: i.service})
	if err != nil {
		t.Fatal(err)
	}
	var stopping atomic.Bool
	for _, want := range []int{http.StatusOK, http.StatusServiceUnavailable} {
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil).WithContext(context.WithValue(context.Background(), stoppingKey{}, &stopping)))
		if w.Code != want {
			t.Errorf("stopping %v: %d, want %d", stopping.Load(), w.Code, want)
		}
		stopping.Store(true)
	}
}

// A server that stops takes no new connections, and finishes the uploads that are under way; one
// that never ends is cut off, so that stopping ends too.
func TestDrain(t *testing.T) {
	i := install(t)
	i.populate(t)
	limits := tight()
	address, stop := limited(t, i, limits)
	var all sync.WaitGroup
	results := make([]answer, 6)
	for n := range results {
		b := i.signIn(t, "submitter")
		b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		all.Go(func() { results[n] = b.steady(t, 3*time.Second) })
	}
	time.Sleep(time.Second) // until all are under way
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	if !soon(func() bool {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			c.Close()
		}
		return err != nil
	}) {
		t.Error("a server that stops takes connections")
	}
	all.Wait()
	for n, a := range results {
		if a.status >= http.StatusBadRequest {
			t.Errorf("upload %d ended with %d", n, a.status)
		}
	}
	if err := <-stopped; err != nil {
		t.Errorf("stopping: %v", err)
	}

	limits.Drain, limits.Stall = time.Second, 10*patience
	address, stop = limited(t, i, limits)
	conn := dial(t, address)
	fmt.Fprint(conn, "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n")
	time.Sleep(200 * time.Millisecond)
	begun := time.Now()
	_ = stop() // says that it had to cut something off
	if took := time.Since(begun); took > patience {
		t.Errorf("stopping took %s", took)
	}
}
