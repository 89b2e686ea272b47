package ingest

import (
	"cmp"
	"context"
	"errors"
	"runtime"

	"auditd/audit"
	"auditd/audit/ingest/charset"
	"auditd/audit/ingest/unpack"
)

// Read reads the whole source and hands every row to exactly one consumer; consumer is called once per worker before any batch,
// with the worker's number. The rows read are the sum over batches. When several workers meet errors, the one of the earliest
// row is returned, so that the message does not depend on timing. Errors of foreign data are *audit.Error of kind Invalid or
// Limit with file, row and column.
//
// A source with a header and nothing below it is read without an error: Rows is 0, and whether that is enough is for the caller
// to say. A source without even a header is an Invalid error.
func Read(ctx context.Context, src Source, opt Options, consumer func(worker int) Consumer) (*Info, error) {
	opt = opt.withDefaults()
	info, err := read(ctx, src, opt, consumer)
	if err != nil {
		return nil, named(err, src.Name)
	}
	return info, nil
}

// withDefaults fills in the fields that are zero.
func (o Options) withDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.Limits.Unpacked = cmp.Or(o.Limits.Unpacked, DefaultLimits.Unpacked)
	o.Limits.Field = cmp.Or(o.Limits.Field, DefaultLimits.Field)
	o.Limits.Columns = cmp.Or(o.Limits.Columns, DefaultLimits.Columns)
	o.Limits.Rows = cmp.Or(o.Limits.Rows, DefaultLimits.Rows)
	o.Limits.Depth = cmp.Or(o.Limits.Depth, DefaultLimits.Depth)
	return o
}

// read is Read without the name of the file in errors.
func read(ctx context.Context, src Source, opt Options, consumer func(worker int) Consumer) (*Info, error) {
	ctx, cancel := context.WithCancel(ctx)
	p, err := unpack.Open(ctx, src.Open, opt.Limits.Unpacked, opt.Progress)
	if err != nil {
		cancel()
		return nil, err
	}
	defer p.Close()
	f, in, err := recognise(p, src, opt)
	if err != nil {
		cancel()
		return nil, err
	}
	defer in.close()
	defer cancel() // runs first: it ends the hashing that close waits for
	out := newSink(ctx, opt, consumer)
	if err := f.read(ctx, in, opt, out); err != nil {
		return nil, in.blame(err, out)
	}
	if err := out.finish(); err != nil {
		return nil, in.blame(err, out)
	}
	if err := errors.Join(in.hashed(), p.Drain()); err != nil {
		return nil, err
	}
	in.found.Rows, in.found.Bytes, in.found.SHA256 = out.total, p.Bytes(), p.SHA256()
	in.noteDoubtful(out)
	return &Info{Input: in.found, Columns: out.columns}, nil
}

// named puts the file name into an error about foreign data.
func named(err error, file string) error {
	var e *audit.Error
	if !errors.As(err, &e) || e.File != "" {
		return err
	}
	found := *e
	found.File = file
	return &found
}

// recognise finds format and encoding and prepares the input for the format.
func recognise(p *unpack.Pipe, src Source, opt Options) (*format, *input, error) {
	in := &input{name: src.Name, limits: opt.Limits, block: opt.block}
	in.found = audit.Input{Name: src.Name, Compression: p.Compression()}
	if opt.Format != "" && formatNamed(opt.Format) == nil {
		return nil, nil, unknownFormat(opt.Format)
	}
	if len(p.Head) == 0 {
		return nil, nil, emptySource()
	}
	name := p.BaseName(src.Name)
	for _, f := range formats {
		if f.random && (opt.Format == f.name || opt.Format == "" && f.match(p.Head, name)) {
			in.found.Format = f.name
			return f, in, in.openRandom(p, src)
		}
	}
	if what := unpack.LooksLike(p.Head); what != "" && opt.Format == "" {
		return nil, nil, notATable(what)
	}
	set, err := charset.Of(p.Head, p.Whole, declared(p.Head, opt))
	if errors.Is(err, charset.ErrBinary) {
		return nil, nil, notATable("")
	}
	if err != nil {
		return nil, nil, err
	}
	in.head, err = set.DecodeHead(p.Head)
	if err != nil {
		return nil, nil, err
	}
	if len(in.head) == 0 {
		return nil, nil, emptySource()
	}
	for _, f := range formats {
		if !f.random && (opt.Format == f.name || opt.Format == "" && f.match(in.head, name)) {
			in.found.Format = f.name
			in.openText(p, f, set)
			return f, in, nil
		}
	}
	return nil, nil, notATable("")
}

// declared returns the encoding that the user or the text itself declares, in this order.
func declared(head []byte, opt Options) string {
	if opt.Encoding != "" {
		return opt.Encoding
	}
	for _, f := range formats {
		if f.encoding == nil || opt.Format != "" && opt.Format != f.name {
			continue
		}
		if name := f.encoding(head); name != "" {
			return name
		}
	}
	return ""
}
