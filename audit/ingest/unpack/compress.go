package unpack

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"auditd/audit"
)

// A compression is one way to pack a stream, recognised by its first bytes.
type compression struct {
	name  string
	magic string
	ext   string // extension that a packed file carries after that of its format
	open  func(r io.Reader) (io.ReadCloser, error)
}

// compressions are those that are unpacked here. Gzip is RFC 1952, Zstandard RFC 8878.
var compressions = []compression{
	{"gzip", "\x1f\x8b", ".gz", openGzip},
	{"zstd", "\x28\xb5\x2f\xfd", ".zst", openZstd},
}

// errTrailing says that something follows the packed data.
var errTrailing = errors.New("trailing bytes")

// A gzipReader reads the members of a gzip file one after the other, so that bytes behind the last one are not taken for a
// member that is cut off.
type gzipReader struct {
	from *bufio.Reader
	*gzip.Reader
}

func openGzip(r io.Reader) (io.ReadCloser, error) {
	from := bufio.NewReaderSize(r, HeadSize)
	z, err := gzip.NewReader(from)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gzipReader{from, z}, nil
}

// Read reads.
func (g *gzipReader) Read(p []byte) (int, error) {
	n, err := g.Reader.Read(p)
	if err != io.EOF {
		return n, err
	}
	next, err := g.from.Peek(2)
	switch {
	case len(next) == 0:
		return n, err
	case string(next) != "\x1f\x8b":
		return n, errTrailing
	}
	if err := g.Reset(g.from); err != nil {
		return n, err
	}
	g.Multistream(false)
	return n, nil
}

// maxWindow is the most memory one Zstandard stream may ask for; RFC 8878 section 3.1.1.1.2 recommends to support 8 MB, and
// zstd --ultra -22 uses 128 MB.
const maxWindow = 128 << 20

func openZstd(r io.Reader) (io.ReadCloser, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// compressionOf returns the compression that begins with head, nil when there is none.
func compressionOf(head []byte) *compression {
	for i := range compressions {
		if bytes.HasPrefix(head, []byte(compressions[i].magic)) {
			return &compressions[i]
		}
	}
	return nil
}

// unpacked gives the decompressed bytes, or the bytes themselves, up to a limit. Its errors are *audit.Error.
type unpacked struct {
	r     io.Reader
	from  *digest // the source below the decompressor
	how   string  // name of the compression, empty for none
	left  int64
	limit int64
}

// Tables pack to a tenth or a hundredth; what unpacks to more than maxRatio times its size is made to exhaust who reads it. Below
// smallBomb nobody is exhausted.
const (
	maxRatio  = 250
	smallBomb = 16 << 20
)

// Bomb reports whether so many bytes from so many packed ones are a bomb.
func Bomb(unpacked, packed int64) bool { return unpacked > smallBomb && unpacked/maxRatio > packed }

// Read returns a Limit error when more than the limit comes out, before it is kept anywhere.
func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if int64(n) > u.left {
		return int(u.left), &audit.Error{
			Kind: audit.Limit, Text: "more than the limit of " + strconv.FormatInt(u.limit, 10) + " bytes" + u.after(),
			Remedy: "split the file or raise the limit",
		}
	}
	u.left -= int64(n)
	if came := u.limit - u.left; u.how != "" && Bomb(came, u.from.bytes) {
		return 0, &audit.Error{
			Kind: audit.Limit, Text: "the " + u.how + " data unpack to more than " + strconv.Itoa(maxRatio) + " times their size",
			Remedy: "send the file unpacked, if it is no mistake",
		}
	}
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, u.explain(err)
}

// after completes a text about bytes that were unpacked.
func (u *unpacked) after() string {
	if u.how == "" {
		return ""
	}
	return " after unpacking " + u.how
}

// explain says what a failure of the decompressor means. Failures below it (reading the source, the context) pass.
func (u *unpacked) explain(err error) error {
	if u.from.failed != nil {
		return u.from.failed
	}
	e := &audit.Error{Kind: audit.Invalid, Err: err, Remedy: "send the file again, or unpacked"}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Text = "the " + u.how + " data end too early: the file is cut off"
	case errors.Is(err, errTrailing) || errors.Is(err, zstd.ErrMagicMismatch):
		e.Text = "other bytes follow the " + u.how + " data"
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zstd.ErrCRCMismatch):
		e.Text = "the " + u.how + " data are damaged: the checksum does not match"
	case errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded):
		e.Kind, e.Text = audit.Limit, "the zstd data ask for more than "+strconv.Itoa(maxWindow)+" bytes of memory"
		e.Remedy = "pack the file without --long"
	default:
		e.Text = "the " + u.how + " data are damaged"
	}
	return e
}
