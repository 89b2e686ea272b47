package unpack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// A digest passes a stream on and hashes a copy of it in a goroutine of its own, so that hashing does not wait for parsing or
// the other way round. It must be closed.
type digest struct {
	ctx      context.Context
	r        io.Reader
	bytes    int64
	failed   error       // the first error of r that is not io.EOF
	progress func(int64) // may be nil
	told     int64       // bytes when progress was last called

	chunk  []byte      // being filled
	full   chan []byte // to the hashing goroutine
	empty  chan []byte // back from it
	hashed chan struct{}
	hash   hash.Hash
	closed bool
}

const (
	digestChunk   = 128 << 10
	digestChunks  = 8 // waiting at most; bounds the memory
	progressEvery = 4 << 20
)

// errBroken says that the source ended before all of it came, as HTTP bodies do when the connection is lost.
var errBroken = errors.New("the source broke off before its end")

// newDigest starts the hashing goroutine.
func newDigest(ctx context.Context, r io.Reader, progress func(int64)) *digest {
	d := &digest{
		ctx: ctx, r: r, progress: progress, hash: sha256.New(), hashed: make(chan struct{}),
		full: make(chan []byte, digestChunks), empty: make(chan []byte, digestChunks),
	}
	go func() {
		defer close(d.hashed)
		for c := range d.full {
			d.hash.Write(c)
			select {
			case d.empty <- c[:0]:
			default:
			}
		}
	}()
	return d
}

// Read reads from the stream. A cancelled context ends it.
func (d *digest) Read(p []byte) (int, error) {
	if err := d.ctx.Err(); err != nil {
		d.failed = err
		return 0, err
	}
	n, err := d.r.Read(p)
	if err == io.ErrUnexpectedEOF {
		err = errBroken // readers above take the bare error for the regular end
	}
	if err != nil && err != io.EOF {
		d.failed = err
	}
	d.copy(p[:n])
	d.bytes += int64(n)
	if d.progress != nil && (d.bytes-d.told >= progressEvery || err == io.EOF) {
		d.told = d.bytes
		d.progress(d.bytes)
	}
	return n, err
}

// copy puts p into chunks and hands the full ones over.
func (d *digest) copy(p []byte) {
	for len(p) > 0 {
		if d.chunk == nil {
			select {
			case d.chunk = <-d.empty:
			default:
				d.chunk = make([]byte, 0, digestChunk)
			}
		}
		n := min(len(p), digestChunk-len(d.chunk))
		d.chunk = append(d.chunk, p[:n]...)
		p = p[n:]
		if len(d.chunk) == digestChunk {
			d.full <- d.chunk
			d.chunk = nil
		}
	}
}

// close ends the goroutine. It may be called twice.
func (d *digest) close() {
	if d.closed {
		return
	}
	d.closed = true
	if len(d.chunk) > 0 {
		d.full <- d.chunk
	}
	close(d.full)
	<-d.hashed
}

// sum closes the digest and returns the SHA-256 of everything read, in lower-case hex.
func (d *digest) sum() string {
	d.close()
	return hex.EncodeToString(d.hash.Sum(nil))
}
