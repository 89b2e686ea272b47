package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/text/transform"

	"auditd/audit"
)

// headSize is how many bytes are looked at to find out format, encoding and delimiter.
const headSize = 64 << 10

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
	p, err := openPipe(ctx, src, opt)
	if err != nil {
		cancel()
		return nil, err
	}
	defer p.close()
	f, in, err := p.recognise(src, opt)
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
	if err := p.drain(in); err != nil {
		return nil, err
	}
	in.found.Rows, in.found.Bytes, in.found.SHA256 = out.total, p.source.bytes, p.source.sum()
	in.noteDoubtful(out)
	return &Info{Input: in.found, Columns: out.columns}, nil
}

// A pipe is the way from the source to the decompressed bytes.
type pipe struct {
	file     io.Closer // the source
	source   *digest
	unpacker io.Closer // nil without compression
	plain    *unpacked // decompressed bytes; the first of them are in head already
	packed   *compression
	head     []byte // first decompressed bytes
	whole    bool   // head is everything
}

// openPipe opens the source, recognises its compression and reads the head.
func openPipe(ctx context.Context, src Source, opt Options) (*pipe, error) {
	file, err := src.Open()
	if err != nil {
		return nil, explainOpen(err)
	}
	p := &pipe{file: file, source: newDigest(ctx, file, opt.Progress)}
	if err := p.unpack(opt.Limits.Unpacked); err != nil {
		p.close()
		return nil, explainOpen(err)
	}
	return p, nil
}

// unpack puts the decompressor in, if one is needed, and fills head.
func (p *pipe) unpack(limit int64) error {
	magic, _, err := readHead(p.source, 4)
	if err != nil {
		return err
	}
	p.plain = &unpacked{r: io.MultiReader(bytes.NewReader(magic), p.source), from: p.source, left: limit, limit: limit}
	if p.packed = compressionOf(magic); p.packed != nil {
		p.plain.how = p.packed.name
		unpacker, err := p.packed.open(p.plain.r)
		if err != nil {
			return p.plain.explain(err)
		}
		p.plain.r, p.unpacker = unpacker, unpacker
	}
	p.head, p.whole, err = readHead(p.plain, headSize)
	return err
}

// readHead reads up to n bytes; whole says that there are no more.
func readHead(r io.Reader, n int) (head []byte, whole bool, err error) {
	head = make([]byte, n)
	n, err = io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return head[:n], true, nil
	}
	return head[:n], false, err
}

// rest returns all decompressed bytes from the first.
func (p *pipe) rest() io.Reader {
	if p.whole {
		return bytes.NewReader(p.head)
	}
	return io.MultiReader(bytes.NewReader(p.head), p.plain)
}

// drain reads what the format left, so that size and SHA-256 are those of the whole source.
func (p *pipe) drain(in *input) error {
	if err := in.hashed(); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, p.plain); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, p.source)
	return err
}

// close releases everything; it may follow a failure at any point.
func (p *pipe) close() {
	if p.unpacker != nil {
		p.unpacker.Close()
	}
	p.source.close()
	p.file.Close()
}

// explainOpen makes the mistakes that happen to people readable.
func explainOpen(err error) error {
	switch {
	case errors.Is(err, syscall.EISDIR):
		return &audit.Error{Kind: audit.Invalid, Text: "this is a directory", Remedy: "name the file", Err: err}
	case errors.Is(err, os.ErrNotExist):
		return &audit.Error{Kind: audit.NotFound, Text: "no such file", Err: err}
	case errors.Is(err, os.ErrPermission):
		return &audit.Error{Kind: audit.Denied, Text: "the file may not be read", Err: err}
	}
	return err
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

// plainName is the name of a file in lower case, without the extension of its compression.
func plainName(name string, packed *compression) string {
	name = strings.ToLower(name)
	if packed != nil {
		name = strings.TrimSuffix(name, packed.ext)
	}
	return name
}

// recognise finds format and encoding and prepares the input for the format.
func (p *pipe) recognise(src Source, opt Options) (*format, *input, error) {
	in := &input{name: src.Name, limits: opt.Limits, block: opt.block, found: audit.Input{Name: src.Name}}
	if p.packed != nil {
		in.found.Compression = p.packed.name
	}
	if opt.Format != "" && formatNamed(opt.Format) == nil {
		return nil, nil, unknownFormat(opt.Format)
	}
	if len(p.head) == 0 {
		return nil, nil, emptySource()
	}
	name := plainName(src.Name, p.packed)
	for _, f := range formats {
		if f.random && (opt.Format == f.name || opt.Format == "" && f.match(p.head, name)) {
			in.found.Format = f.name
			return f, in, in.openRandom(p, src)
		}
	}
	if what := looksLike(p.head); what != "" && opt.Format == "" {
		return nil, nil, notATable(what)
	}
	set, err := charsetOf(p.head, p.whole, p.declared(opt))
	if err != nil {
		return nil, nil, err
	}
	in.head, err = p.decodeHead(set)
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
func (p *pipe) declared(opt Options) string {
	if opt.Encoding != "" {
		return opt.Encoding
	}
	for _, f := range formats {
		if f.encoding == nil || opt.Format != "" && opt.Format != f.name {
			continue
		}
		if name := f.encoding(p.head); name != "" {
			return name
		}
	}
	return ""
}

// decodeHead returns the head in UTF-8, without byte order mark and without faults: these are for the format to report, with
// their place.
func (p *pipe) decodeHead(set charset) ([]byte, error) {
	head := p.head[len(set.mark):]
	if set.encoding == nil {
		return head, nil
	}
	text, _, err := transform.Bytes(set.encoding.NewDecoder(), head)
	return text, err
}
