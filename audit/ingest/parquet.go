package ingest

import (
	"bytes"
	"context"
	"sync"

	"auditd/audit/ingest/parquetfile"
)

// parquetFormat reads the row groups of a file beside each other.
var parquetFormat = format{
	name:   "parquet",
	title:  "Apache Parquet: columns of plain values, groups flattened into columns such as a.b.",
	source: "Apache Parquet format 2.12",
	random: true,
	match: func(head []byte, name string) bool {
		return bytes.HasPrefix(head, []byte("PAR1")) || bytes.HasPrefix(head, []byte("PARE"))
	},
	read: readParquet,
}

func readParquet(ctx context.Context, in *input, opt Options, out *sink) error {
	f, err := parquetfile.Open(in.at, in.size, parquetfile.Limits{Unpacked: in.limits.Unpacked, Field: in.limits.Field})
	if err != nil {
		return err
	}
	if f.Rows() > in.limits.Rows {
		return tooManyRows(in.limits.Rows)
	}
	if err := out.begin(f.Columns(), false); err != nil {
		return err
	}
	p := &parquetReader{ctx: ctx, out: out, file: f, bad: f.Groups(), batches: make([]int, f.Groups())}
	p.wanted = make([]int, out.unique)
	for c, slot := range out.slots {
		if slot >= 0 {
			p.wanted[slot] = c
			if err := f.Check(c); err != nil {
				return err
			}
		}
	}
	batches := 0
	for g := range p.batches {
		p.batches[g] = batches
		batches += int((f.GroupRows(g) + batchRows - 1) / batchRows)
	}
	if err := p.run(max(1, min(opt.Workers, f.Groups()))); err != nil {
		return err
	}
	out.total = f.Rows()
	return nil
}

// A parquetReader shares the row groups out to workers.
type parquetReader struct {
	ctx     context.Context
	out     *sink
	file    *parquetfile.File
	wanted  []int // column by slot
	batches []int // number of the first batch of each row group

	mu     sync.Mutex
	next   int   // row group to read next
	bad    int   // earliest row group with an error; those behind it are not read any more
	failed error // its error
}

// run reads the file with n workers and returns the error of the earliest row group that has one.
func (p *parquetReader) run(n int) error {
	var group sync.WaitGroup
	for w := range n {
		k := &parquetWorker{reader: p, worker: p.out.worker(w)}
		group.Go(k.work)
	}
	group.Wait()
	return p.failed
}

// take returns the next row group, false when there is none worth reading.
func (p *parquetReader) take() (int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.next
	p.next++
	return g, g < p.bad
}

// fail keeps the error of a row group unless that of an earlier one is known. Groups are taken in order, so all earlier ones are
// being read to their end.
func (p *parquetReader) fail(g int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g < p.bad {
		p.bad, p.failed = g, err
	}
}

// A parquetWorker is one goroutine's side of the file. It implements parquetfile.Consumer; wanted columns are numbered as slots.
type parquetWorker struct {
	reader *parquetReader
	worker *worker
	seq    int
}

// work reads row groups until there are no more.
func (k *parquetWorker) work() {
	p := k.reader
	for g, ok := p.take(); ok; g, ok = p.take() {
		k.seq = p.batches[g]
		if err := p.file.ReadGroup(g, p.wanted, batchRows, k); err != nil {
			p.fail(g, err)
		}
	}
}

// Code implements parquetfile.Consumer.
func (k *parquetWorker) Code(i int, value []byte) uint32 { return k.worker.dicts[i].code(value) }

// Epoch implements parquetfile.Consumer.
func (k *parquetWorker) Epoch(i int) int { return k.worker.dicts[i].Epoch }

// Batch implements parquetfile.Consumer.
func (k *parquetWorker) Batch(start int64, rows int, codes [][]uint32) error {
	if err := k.reader.ctx.Err(); err != nil {
		return err
	}
	copy(k.worker.codes, codes)
	if err := k.worker.deliver(k.seq, start, rows); err != nil {
		return placed(err, k.reader.out.first+start, nil)
	}
	k.seq++
	return nil
}
