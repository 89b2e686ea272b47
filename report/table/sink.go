package table

import (
	"bufio"
	"io"
)

// A sink is a buffered writer whose first failure is kept, and returned by Flush.
type sink struct{ *bufio.Writer }

func newSink(w io.Writer) sink { return sink{bufio.NewWriter(w)} }

// put writes texts, one behind the other.
func (s sink) put(texts ...string) {
	for _, text := range texts {
		_, _ = s.WriteString(text)
	}
}
