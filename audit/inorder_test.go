package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Whatever the number of items, they come in order and each once.
func TestWriteInOrder(t *testing.T) {
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 10*chunk + 7} {
		var got bytes.Buffer
		err := WriteInOrder(&got, n, func(b *bytes.Buffer, from, to int) error {
			for i := from; i < to; i++ {
				fmt.Fprintf(b, "%d,", i)
			}
			return nil
		})
		var want strings.Builder
		for i := range n {
			fmt.Fprintf(&want, "%d,", i)
		}
		if err != nil || got.String() != want.String() {
			t.Errorf("%d items: %v, %d bytes, want %d", n, err, got.Len(), want.Len())
		}
	}
}

// The first error in the order of the items is returned, whichever chunk is ready first.
func TestWriteInOrderErrors(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	for range 50 {
		err := WriteInOrder(io.Discard, 5*chunk, func(_ *bytes.Buffer, from, _ int) error {
			switch from / chunk {
			case 1:
				return first
			case 3:
				return second
			}
			return nil
		})
		if !errors.Is(err, first) {
			t.Fatalf("got %v", err)
		}
	}
}
