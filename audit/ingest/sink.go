package ingest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/ingest/charset"
)

// A sink takes the rows of one source, keeps the wanted columns and hands them to the consumers in batches.
//
// A serial format calls begin once (or beginOpen, where columns turn up on the way), then for every row cell and null for the
// columns that it has, in any order, and end. Read calls finish. A parallel format calls begin, then worker for each of its
// goroutines, and fills and delivers the batches itself.
type sink struct {
	ctx      context.Context
	limits   Limits
	consumer func(worker int) Consumer
	asked    []string // Options.Columns
	open     bool     // columns are added as they turn up

	columns []string       // all columns of the source, in order
	index   map[string]int // column name -> position in columns
	slots   []int32        // position in columns -> position in the worker's codes; -1 when not wanted
	order   []int32        // wanted column as asked for -> position in the worker's codes; -1 when not seen yet
	unique  int            // number of wanted columns, each counted once

	// first is the row of the source, in the sense of audit.Error, of the first data row: 2 below a header, 1 without.
	first int64

	workers []*worker
	serial  *worker
	row     []uint32 // codes of the row being filled
	rows    int      // rows in the batch being filled
	bytes   int      // bytes of values in it
	seq     int
	total   int64 // rows ended so far
	past    int64 // rows passed over so far
	gaps    []gap // rows passed over within the batch
	failed  error // the first fault in a cell, returned by end
}

// A gap says that before row at of a batch n rows of the source were passed over, because they hold no data.
type gap struct {
	at int
	n  int64
}

const (
	batchRows  = 16 << 10
	batchBytes = 4 << 20 // keeps the dictionaries of columns with long values small
)

// newSink returns a sink for one source. Wanted columns are resolved by begin.
func newSink(ctx context.Context, opt Options, consumer func(worker int) Consumer) *sink {
	return &sink{ctx: ctx, limits: opt.Limits, consumer: consumer, asked: opt.Columns, first: 1, index: map[string]int{}}
}

// begin states the columns of the source, in order. header says that their names take up the first row. It returns an Invalid
// error when a name occurs twice or a wanted column is not there, and a Limit error when there are too many.
func (s *sink) begin(columns []string, header bool) error {
	if header {
		s.first = 2
	}
	if len(columns) > s.limits.Columns {
		return tooManyColumns(len(columns), s.limits.Columns)
	}
	for i, name := range columns {
		if j, twice := s.index[name]; twice {
			return &audit.Error{
				Kind: audit.Invalid, Row: s.first - 1, Column: name,
				Text:   "columns " + strconv.Itoa(j+1) + " and " + strconv.Itoa(i+1) + " have the same name",
				Remedy: "rename one of them",
			}
		}
		s.index[name] = i
	}
	s.columns = slices.Clone(columns)
	s.slots = make([]int32, len(columns))
	for i := range s.slots {
		s.slots[i] = -1
	}
	if s.asked == nil {
		s.wantAll()
		return nil
	}
	s.order = make([]int32, len(s.asked))
	for i, name := range s.asked {
		j, ok := s.index[name]
		if !ok && !s.open {
			return missingColumn(name, s.columns)
		}
		s.order[i] = -1
		if ok {
			s.want(i, j)
		}
	}
	return nil
}

// beginOpen announces a source whose columns turn up row by row: column adds them.
func (s *sink) beginOpen() error {
	s.open = true
	return s.begin(nil, false)
}

// wantAll wants every column, in the order of the source.
func (s *sink) wantAll() {
	s.order = make([]int32, len(s.columns))
	for i := range s.columns {
		s.want(i, i)
	}
}

// want binds the asked-for column i to column j of the source. A column may be asked for twice: it is decoded once.
func (s *sink) want(i, j int) {
	if s.slots[j] < 0 {
		s.slots[j] = int32(s.unique)
		s.unique++
	}
	s.order[i] = s.slots[j]
}

// column returns the position of a column by name and adds it when it is new; only after beginOpen. When all columns are wanted
// later batches have more columns than earlier ones: the rows of earlier batches have no value there.
func (s *sink) column(name []byte) (int, error) {
	if i, ok := s.index[string(name)]; ok {
		return i, nil
	}
	if len(s.columns) == s.limits.Columns {
		return 0, s.locate(tooManyColumns(len(s.columns)+1, s.limits.Columns))
	}
	if !utf8.Valid(name) {
		return 0, s.locate(&audit.Error{
			Kind: audit.Invalid, Text: "a column name is not valid UTF-8", Value: audit.Quote(string(name)), Remedy: charset.Remedy,
		})
	}
	j := len(s.columns)
	s.index[string(name)] = j
	s.columns = append(s.columns, string(name))
	s.slots = append(s.slots, -1)
	if s.asked == nil {
		s.order = append(s.order, -1)
		s.want(j, j)
	}
	for i, asked := range s.asked {
		if asked == string(name) {
			s.want(i, j)
		}
	}
	return j, nil
}

// wanted reports whether the values of column i are looked at, so that a format can skip the others.
func (s *sink) wanted(i int) bool { return s.slots[i] >= 0 }

// cell sets column i of the current row. The bytes are copied if need be. A faulty value makes end fail.
func (s *sink) cell(i int, v []byte) {
	if len(v) > s.limits.Field {
		s.fault(i, v, audit.Limit, "value is longer than the limit of "+strconv.Itoa(s.limits.Field)+" bytes", "shorten it or raise the limit")
		return
	}
	slot := s.slots[i]
	if slot < 0 {
		return
	}
	w := s.lane()
	d := w.dicts[slot]
	before := d.Len()
	c := d.code(v)
	if d.Len() > before {
		s.bytes += len(v)
		// Only new values need the look: the others have had it.
		if !utf8.Valid(v) {
			s.fault(i, v, audit.Invalid, "value is not valid UTF-8", charset.Remedy)
		}
	}
	for int(slot) >= len(s.row) {
		s.row = append(s.row, 0)
	}
	s.row[slot] = c
}

// null states that column i of the current row has no value. Columns that are not mentioned have none either.
func (s *sink) null(i int) {
	if slot := s.slots[i]; slot >= 0 && int(slot) < len(s.row) {
		s.row[slot] = 0
	}
}

// fault keeps the first fault of a row for end.
func (s *sink) fault(i int, v []byte, kind audit.Kind, text, remedy string) {
	if s.failed == nil {
		s.failed = &audit.Error{
			Kind: kind, Text: text, Column: s.columns[i], Value: audit.Quote(string(v[:min(len(v), 300)])), Remedy: remedy,
		}
	}
}

// skip passes over n rows of the source that hold no data (blank rows), so that messages name the right row.
func (s *sink) skip(n int64) {
	s.past += n
	s.gaps = append(s.gaps, gap{s.rows, n})
}

// end closes the row. It returns faults of its cells, the errors of the consumer, a Limit error and the context's error.
func (s *sink) end() error {
	if s.failed != nil {
		return s.locate(s.failed)
	}
	if s.total == s.limits.Rows {
		return s.locate(tooManyRows(s.limits.Rows))
	}
	w := s.lane()
	for len(w.codes) < s.unique {
		s.widen(w)
	}
	for i := range w.codes {
		var c uint32
		if i < len(s.row) {
			c = s.row[i]
		}
		w.codes[i] = append(w.codes[i], c)
	}
	clear(s.row)
	s.rows++
	s.total++
	if s.rows >= batchRows || s.bytes >= batchBytes {
		return s.flush()
	}
	return nil
}

// lane returns the one worker of a serial format.
func (s *sink) lane() *worker {
	if s.serial == nil {
		s.serial = s.worker(0)
	}
	for len(s.serial.dicts) < s.unique {
		s.serial.dicts = append(s.serial.dicts, newDict())
	}
	return s.serial
}

// widen adds the codes of a column that turned up within the batch.
func (s *sink) widen(w *worker) {
	w.codes = append(w.codes, make([]uint32, s.rows, batchRows))
}

// flush hands the batch over.
func (s *sink) flush() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if s.rows == 0 {
		return nil
	}
	start := s.total - int64(s.rows)
	err := s.lane().deliver(s.seq, start, s.rows)
	if err != nil {
		before := s.past
		for _, g := range s.gaps {
			before -= g.n
		}
		return placed(err, s.first+start+before, s.gaps)
	}
	s.seq++
	s.rows, s.bytes, s.gaps = 0, 0, s.gaps[:0]
	return nil
}

// finish hands over the last batch and checks that all wanted columns turned up. A source of no rows at all cannot say which
// columns it has, so nothing is missed there.
func (s *sink) finish() error {
	if s.failed == nil {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if !s.open || s.total == 0 {
		return nil
	}
	for i, slot := range s.order {
		if slot < 0 {
			return missingColumn(s.asked[i], s.columns)
		}
	}
	return nil
}

// locate puts the row being filled into an error that has none.
func (s *sink) locate(err error) error {
	var e *audit.Error
	if !errors.As(err, &e) || e.Row != 0 {
		return err
	}
	found := *e
	found.Row = s.first + s.total + s.past
	return &found
}

// placed turns the row of a consumer's error, counted within the batch from 1, into the row of the source. base is the row of
// the source of the first row of the batch, before the gaps within it.
func placed(err error, base int64, gaps []gap) error {
	var e *audit.Error
	if !errors.As(err, &e) || e.Row == 0 {
		return err
	}
	found := *e
	found.Row = base + e.Row - 1
	for _, g := range gaps {
		if int64(g.at) <= e.Row-1 {
			found.Row += g.n
		}
	}
	return &found
}

// A worker is one goroutine's side of a sink: dictionaries, codes of the batch being filled, and a consumer. All slices are
// indexed by slot: sink.slots says which column that is.
type worker struct {
	sink    *sink
	dicts   []*Dict
	codes   [][]uint32
	consume Consumer
	batch   Batch
}

// worker makes the worker with number w, from 0. Formats call it for one worker after the other, before any batch.
func (s *sink) worker(w int) *worker {
	k := &worker{sink: s, dicts: make([]*Dict, s.unique), codes: make([][]uint32, s.unique), consume: s.consumer(w)}
	for i := range k.dicts {
		k.dicts[i] = newDict()
	}
	s.workers = append(s.workers, k)
	return k
}

// deliver hands rows rows over as batch seq; start is the 0-based data row of the first, -1 when unknown. Every codes[i] must
// have rows entries. Then it empties codes, and dictionaries that grew too large. The row in a consumer's error is still that
// within the batch: see placed.
func (k *worker) deliver(seq int, start int64, rows int) error {
	b := &k.batch
	b.Seq, b.Start, b.Rows = seq, start, rows
	b.Codes, b.Dicts = b.Codes[:0], b.Dicts[:0]
	for _, slot := range k.sink.order {
		if slot < 0 {
			b.Codes, b.Dicts = append(b.Codes, k.none(rows)), append(b.Dicts, emptyDict)
			continue
		}
		b.Codes, b.Dicts = append(b.Codes, k.codes[slot]), append(b.Dicts, k.dicts[slot])
	}
	if err := k.consume(b); err != nil {
		return err
	}
	for i := range k.codes {
		k.codes[i] = k.codes[i][:0]
		k.dicts[i].settle()
	}
	return nil
}

// emptyDict is the dictionary of a wanted column that has not turned up yet. Nothing is ever added to it.
var emptyDict = newDict()

// none returns the codes of a column without any value.
func (k *worker) none(rows int) []uint32 { return make([]uint32, rows) }

// columnList shortens a list of column names for a message.
func columnList(columns []string) string {
	const shown = 8
	var b strings.Builder
	for i, c := range columns[:min(len(columns), shown)] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(audit.Quote(c))
	}
	if len(columns) > shown {
		b.WriteString(" and " + strconv.Itoa(len(columns)-shown) + " more")
	}
	return b.String()
}
