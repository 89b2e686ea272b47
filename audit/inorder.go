package audit

import (
	"bytes"
	"io"
	"runtime"
)

// chunk is how many items are encoded at once: enough that handing over costs nothing, few enough to stay small.
const chunk = 256

// WriteInOrder encodes n items in chunks side by side and writes the chunks in order: the same bytes as one after the other, in less
// time. encode writes the items from … to−1; it is called from several goroutines at once. The first error in the order of the
// items is returned, and nothing after its chunk is written.
func WriteInOrder(w io.Writer, n int, encode func(b *bytes.Buffer, from, to int) error) error {
	type encoded struct {
		text []byte
		err  error
	}
	chunks := make(chan chan encoded, runtime.GOMAXPROCS(0)) // bounds how far encoding runs ahead of writing
	go func() {
		defer close(chunks)
		for from := 0; from < n; from += chunk {
			done := make(chan encoded, 1)
			chunks <- done
			go func() {
				var b bytes.Buffer
				err := encode(&b, from, min(from+chunk, n))
				done <- encoded{b.Bytes(), err}
			}()
		}
	}()
	var failed error
	for done := range chunks { // read to the end, so that no goroutine is left waiting
		e := <-done
		if failed == nil {
			failed = e.err
		}
		if failed == nil {
			_, failed = w.Write(e.text)
		}
	}
	return failed
}
