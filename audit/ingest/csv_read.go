package ingest

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"golang.org/x/text/transform"

	"auditd/audit"
	"auditd/audit/ingest/charset"
)

// A csvReader reads one file: the calling goroutine cuts blocks, the others scan them.
type csvReader struct {
	ctx     context.Context
	in      *input
	out     *sink
	dialect dialect
	cutter  *cutter
	before  int64 // blank lines above the header

	bad  atomic.Int64 // number of the earliest block with an error; later blocks are not scanned any more
	rows atomic.Int64 // rows scanned, for the limit

	mu     sync.Mutex
	extent []extent // of every block, by number
	failed error    // of block bad; its row is that within the block, from 1
}

// An extent is how many lines of the file a block takes up, each record counted as one line.
type extent struct {
	rows, blank int64
}

// run reads the whole file with n workers.
func (c *csvReader) run(n int) error {
	c.bad.Store(math.MaxInt64)
	first, err := c.firstBlock()
	if err != nil {
		return err
	}

	blocks := make(chan block, n)
	var group sync.WaitGroup
	for w := range n {
		k := c.out.worker(w)
		group.Go(func() { c.work(k, blocks) })
	}
	for b, ok := first, true; ok && c.bad.Load() == math.MaxInt64; b, ok = c.cutter.next() {
		blocks <- b
	}
	close(blocks)
	group.Wait()
	return c.result()
}

// firstBlock returns the block behind the header, whose columns the sink then knows.
func (c *csvReader) firstBlock() (block, error) {
	for {
		b, _ := c.cutter.next()
		if _, err := c.decode(&b, nil); err != nil {
			return b, err
		}
		b.text = b.text[blankLines(b.text, &c.before):]
		if len(b.text) == 0 && !b.last { // its blank lines are in before
			continue
		}
		size, err := c.header(b.text, b.fault)
		b.text = b.text[size:]
		return b, err
	}
}

// result adds the blocks up and completes the error, if there is one.
func (c *csvReader) result() error {
	var sum extent
	for seq, e := range c.extent {
		if int64(seq) == c.bad.Load() {
			break
		}
		sum.rows += e.rows
		sum.blank += e.blank
	}
	if c.failed == nil {
		c.out.total, c.in.found.BlankLines = sum.rows, c.before+sum.blank
		if c.out.total > c.in.limits.Rows {
			return tooManyRows(c.in.limits.Rows)
		}
		return nil
	}
	var e *audit.Error
	if errors.As(c.failed, &e) && e.Row != 0 {
		found := *e
		found.Row += c.out.first - 1 + c.before + sum.rows + sum.blank
		return &found
	}
	return c.failed
}

// work scans blocks until there are no more.
func (c *csvReader) work(k *worker, blocks <-chan block) {
	s := &csvScanner{dialect: c.dialect, columns: make([]csvColumn, len(c.out.columns))}
	for i := range s.columns {
		if slot := c.out.slots[i]; slot >= 0 {
			s.columns[i].dict = k.dicts[slot]
		}
	}
	for b := range blocks {
		if int64(b.seq) < c.bad.Load() {
			c.scan(s, k, b)
		}
		c.cutter.giveBack(b)
	}
}

// scan reads one block and hands its rows to the consumer, or keeps the error.
func (c *csvReader) scan(s *csvScanner, k *worker, b block) {
	var err error
	if s.decoded, err = c.decode(&b, s.decoded); err != nil {
		c.fail(b.seq, err)
		return
	}
	text, fault := b.text, b.fault
	if i, why := charset.Fault(text, c.decodedFrom()); i >= 0 {
		fault = c.textError(text, i, why)
		text = text[:i]
	}
	whole := len(text)
	if fault != nil {
		whole = lastRecordEnd(text)
	}
	rows, bad := s.scan(text[:whole])
	switch {
	case bad >= 0:
		c.fail(b.seq, inRow(c.explain(text[bad:], nil), rows, s.gaps))
		return
	case fault != nil:
		c.fail(b.seq, inRow(c.explain(text[whole:], fault), rows, s.gaps))
		return
	}
	if c.rows.Add(int64(rows)) > c.in.limits.Rows {
		c.fail(b.seq, tooManyRows(c.in.limits.Rows))
		return
	}
	c.hand(s, k, b.seq, rows)
}

// hand gives the rows of a block to the consumer.
func (c *csvReader) hand(s *csvScanner, k *worker, seq, rows int) {
	for i, slot := range c.out.slots {
		if slot >= 0 {
			k.codes[slot] = s.columns[i].codes[:rows]
		}
	}
	if rows > 0 {
		if err := k.deliver(seq, -1, rows); err != nil {
			c.fail(seq, placed(err, 1, s.gaps))
			return
		}
	}
	c.mu.Lock()
	c.extendTo(seq)
	c.extent[seq] = extent{int64(rows), int64(len(s.gaps))}
	c.mu.Unlock()
}

// extendTo makes extent long enough for block seq.
func (c *csvReader) extendTo(seq int) {
	if n := seq + 1 - len(c.extent); n > 0 {
		c.extent = append(slices.Grow(c.extent, n), make([]extent, n)...)
	}
}

// fail keeps the error of a block unless that of an earlier one is known. All earlier blocks are with the workers already, so
// the one that remains at the end is the first of the file.
func (c *csvReader) fail(seq int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if int64(seq) < c.bad.Load() {
		c.bad.Store(int64(seq))
		c.failed = err
	}
}

// decode turns the bytes of a block into UTF-8, in a buffer that it returns for the next block. Bytes that cannot be decoded
// become U+FFFD, which charset.Fault finds.
func (c *csvReader) decode(b *block, buf []byte) ([]byte, error) {
	if c.in.raw == nil || b.decoded {
		return buf, nil
	}
	b.decoded = true
	buf, _, err := transform.Append(c.in.raw.NewDecoder(), buf[:0], b.text)
	if err != nil {
		return buf, err
	}
	n := len(buf)
	buf = append(buf, make([]byte, csvPadding)...)
	b.text = buf[:n]
	return buf, nil
}

// decodedFrom is the encoding the blocks are decoded from, for charset.Fault; empty when the stream is UTF-8 or was decoded before.
func (c *csvReader) decodedFrom() string {
	if c.in.raw == nil {
		return ""
	}
	return c.in.found.Encoding
}

// inRow places an error about data in the row after rows rows and gaps of a block.
func inRow(err error, rows int, gaps []gap) error {
	var e *audit.Error
	if !errors.As(err, &e) {
		return err
	}
	found := *e
	found.Row = int64(rows+len(gaps)) + 1
	return &found
}

// explain says what is wrong with the record that text begins with. Fault is why the stream ends behind text, nil when it does
// not: a fault in the record itself comes first.
func (c *csvReader) explain(text []byte, fault error) error {
	text = text[blankLines(text, nil):]
	values, n, wrong := c.dialect.split(text, nil)
	switch {
	case wrong != nil:
		return c.recordError(wrong)
	case n == 0 && fault != nil:
		return c.inColumn(fault, len(values)-1)
	case n == 0:
		return c.unclosed(values)
	case len(values) != len(c.out.columns):
		return c.ragged(values)
	case fault != nil:
		return fault
	}
	return audit.Errorf(audit.Internal, "the scanner refused a record that is well formed")
}

// ragged says that a row has more or fewer values than there are columns.
func (c *csvReader) ragged(values [][]byte) error {
	e := &audit.Error{
		Kind:   audit.Invalid,
		Text:   counted(len(values), "value") + ", but the header has " + counted(len(c.out.columns), "column"),
		Remedy: "give every row one value for each column, and put values that contain the delimiter in double quotes",
	}
	if len(values) > len(c.out.columns) {
		e.Value = shown(values[len(c.out.columns)])
	} else {
		e.Column = c.out.columns[len(values)]
	}
	return e
}

// counted writes a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// unclosed says that the file ends within quotes; the last value is the one that was opened.
func (c *csvReader) unclosed(values [][]byte) error {
	return c.recordError(&recordFault{
		kind: audit.Invalid, column: len(values) - 1, text: "quote is never closed", value: values[len(values)-1], remedy: remedyQuote,
	})
}

// recordError turns a fault into an error.
func (c *csvReader) recordError(f *recordFault) error {
	return c.inColumn(&audit.Error{Kind: f.kind, Text: f.text, Value: shown(f.value), Remedy: f.remedy}, f.column)
}

// inColumn names the column of an error that has none, if the header has it.
func (c *csvReader) inColumn(err error, column int) error {
	var e *audit.Error
	if !errors.As(err, &e) || e.Column != "" || column < 0 || column >= len(c.out.columns) {
		return err
	}
	found := *e
	found.Column = c.out.columns[column]
	return &found
}

// textError says which bytes are no text. It shows the value around them.
func (c *csvReader) textError(text []byte, at int, why string) error {
	begin := bytes.LastIndexAny(text[:at], c.dialect.delimiter+"\n\"") + 1
	end := len(text)
	if i := bytes.IndexAny(text[at:], c.dialect.delimiter+"\r\n\""); i >= 0 {
		end = at + i
	}
	e := &audit.Error{Kind: audit.Invalid, Text: why, Value: shown(text[begin:end]), Remedy: charset.RemedyFor(why)}
	if other, ok := charset.AsGB18030(text[begin:end]); ok && c.decodedFrom() == "" && why != charset.NUL {
		e.Remedy = "declare the encoding of the file; in gb18030 this is " + audit.Quote(other)
	}
	return e
}

// shown quotes a value of the file; a long one is cut before it is copied.
func shown(v []byte) string { return audit.Quote(string(v[:min(len(v), 300)])) }
