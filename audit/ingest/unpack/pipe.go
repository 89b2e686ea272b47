// Package unpack is the way from the bytes of a source as they were sent to the bytes that a format reads: it hashes and counts
// the former and unpacks them, within a limit.
//
// It does not know formats or encodings.
package unpack

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"

	"auditd/audit"
)

// HeadSize is how many bytes are looked at to find out format, encoding and delimiter.
const HeadSize = 64 << 10

// A Pipe gives the unpacked bytes of a source. It must be closed.
type Pipe struct {
	Head  []byte // first unpacked bytes, at most HeadSize
	Whole bool   // Head is everything

	file     io.Closer // the source
	source   *digest
	unpacker io.Closer // nil without compression
	plain    *unpacked // unpacked bytes behind Head
	packed   *compression
}

// Open opens a source, recognises its compression and reads the head. Limit is how many bytes may come out, progress is called
// now and then with the bytes of the source read so far and may be nil. When ctx ends, reading fails. What is wrong with the
// source is an *audit.Error.
func Open(ctx context.Context, open func() (io.ReadCloser, error), limit int64, progress func(int64)) (*Pipe, error) {
	file, err := open()
	if err != nil {
		return nil, explainOpen(err)
	}
	p := &Pipe{file: file, source: newDigest(ctx, file, progress)}
	if err := p.unpack(limit); err != nil {
		p.Close()
		return nil, explainOpen(err)
	}
	return p, nil
}

// unpack puts the decompressor in, if one is needed, and fills head.
func (p *Pipe) unpack(limit int64) error {
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
	p.Head, p.Whole, err = readHead(p.plain, HeadSize)
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

// All returns all unpacked bytes from the first.
func (p *Pipe) All() io.Reader {
	if p.Whole {
		return bytes.NewReader(p.Head)
	}
	return io.MultiReader(bytes.NewReader(p.Head), p.plain)
}

// Drain reads what is left of the source, so that Bytes and SHA256 are those of the whole.
func (p *Pipe) Drain() error {
	if _, err := io.Copy(io.Discard, p.plain); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, p.source)
	return err
}

// Bytes returns the bytes of the source read so far.
func (p *Pipe) Bytes() int64 { return p.source.bytes }

// SHA256 returns the hash of the bytes of the source read so far, in lower-case hex. Nothing can be read after it.
func (p *Pipe) SHA256() string { return p.source.sum() }

// Compression returns gzip, zstd or nothing.
func (p *Pipe) Compression() string {
	if p.packed == nil {
		return ""
	}
	return p.packed.name
}

// BaseName is the name of a file in lower case, without the extension of its compression.
func (p *Pipe) BaseName(name string) string {
	name = strings.ToLower(name)
	if p.packed != nil {
		name = strings.TrimSuffix(name, p.packed.ext)
	}
	return name
}

// Close releases everything.
func (p *Pipe) Close() {
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
