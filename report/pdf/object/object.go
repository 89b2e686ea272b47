// Package object writes the objects of a PDF 1.7 file: numbers, strings and names, dictionaries in object streams, compressed
// streams, the cross-reference stream and the identifier of the file. Objects leave for the file as soon as they are complete, so
// that a file of a thousand pages needs no more memory than one of ten.
//
// It does not know what a page, a font or a structure tree is, and it has no clock. Clause numbers are those of ISO 32000-1:2008.
package object

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	"auditd/audit"

	"github.com/klauspost/compress/zlib"
)

// A Ref is the number of an indirect object, from 1. Its generation is always 0.
type Ref int

// String returns the reference as it stands in a file, "12 0 R".
func (r Ref) String() string { return fmt.Sprintf("%d 0 R", int(r)) }

// place is where an object lies (clause 7.5.8.3): at an offset in the file, or at an index of an object stream.
type place struct {
	kind   byte // 0 nowhere yet, 1 at offset, 2 in object stream
	where  int64
	within uint16
}

// groupSize is how many objects share an object stream. Readers must unpack a stream to find one of its objects, so it is not
// larger than compression needs.
const groupSize = 200

// A Writer writes one file. After the first error it writes nothing more, and Close returns that error. A Writer is not safe for
// concurrent use.
type Writer struct {
	out    io.Writer
	digest hash.Hash // of all that was written
	at     int64
	places []place // by object number; 0 is not used
	err    error

	deflate *zlib.Writer
	packed  bytes.Buffer

	group     []Ref // members of the object stream being filled
	groupAt   []int
	groupBody bytes.Buffer
}

// New returns a Writer to out, or one that only counts objects when out is nil: pages are laid out once before they are written.
func New(out io.Writer) *Writer {
	w := &Writer{out: out, digest: sha256.New(), places: make([]place, 1)}
	// A comment of four bytes above 127 tells programs that the file is binary (clause 7.5.2).
	w.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return w
}

// Counts reports whether the Writer discards what it is given.
func (w *Writer) Counts() bool { return w.out == nil }

// Err returns the first error.
func (w *Writer) Err() error { return w.err }

// write sends bytes to the file.
func (w *Writer) write(b []byte) {
	if w.err != nil || w.out == nil {
		return
	}
	if _, err := w.out.Write(b); err != nil {
		w.err = fmt.Errorf("writing the PDF file: %w", err)
		return
	}
	w.digest.Write(b)
	w.at += int64(len(b))
}

// Reserve returns the number of an object that will be put later.
func (w *Writer) Reserve() Ref {
	w.places = append(w.places, place{})
	return Ref(len(w.places) - 1)
}

// take marks an object as written at a place; an object is put exactly once.
func (w *Writer) take(ref Ref, p place) {
	if int(ref) <= 0 || int(ref) >= len(w.places) || w.places[ref].kind != 0 {
		w.err = audit.Errorf(audit.Internal, "pdf: object %d was put twice or never reserved", int(ref))
		return
	}
	w.places[ref] = p
}

// Put writes an object that is not a stream into the object stream being filled. body is copied.
func (w *Writer) Put(ref Ref, body []byte) {
	if w.err != nil || w.out == nil {
		return
	}
	// The number of the stream is not known before it is written; flush fills it in.
	w.take(ref, place{kind: 2, within: uint16(len(w.group))})
	w.group = append(w.group, ref)
	w.groupAt = append(w.groupAt, w.groupBody.Len())
	w.groupBody.Write(body)
	w.groupBody.WriteByte('\n')
	if len(w.group) == groupSize {
		w.flush()
	}
}

// Add puts an object and returns its number.
func (w *Writer) Add(body []byte) Ref {
	ref := w.Reserve()
	w.Put(ref, body)
	return ref
}

// flush writes the object stream being filled (clause 7.5.7).
func (w *Writer) flush() {
	if len(w.group) == 0 || w.err != nil {
		return
	}
	stream := w.Reserve()
	var head bytes.Buffer
	for i, ref := range w.group {
		w.places[ref].where = int64(stream)
		fmt.Fprintf(&head, "%d %d ", int(ref), w.groupAt[i])
	}
	dict := fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(w.group), head.Len())
	head.Write(w.groupBody.Bytes())
	w.group, w.groupAt = w.group[:0], w.groupAt[:0]
	w.groupBody.Reset()
	w.Stream(stream, dict, head.Bytes())
}

// Stream writes a stream, compressed. dict is the inside of its dictionary without Filter and Length.
func (w *Writer) Stream(ref Ref, dict string, data []byte) {
	if w.err != nil || w.out == nil {
		return
	}
	w.Raw(ref, dict+"/Filter/FlateDecode", w.compress(data))
}

// compress returns data as a zlib stream, valid until the next call. The library is pinned in go.mod: the bytes that the
// standard library's compressor gives differ between Go versions.
func (w *Writer) compress(data []byte) []byte {
	w.packed.Reset()
	if w.deflate == nil {
		w.deflate = zlib.NewWriter(&w.packed)
	} else {
		w.deflate.Reset(&w.packed)
	}
	// A bytes.Buffer takes everything.
	_, _ = w.deflate.Write(data)
	_ = w.deflate.Close()
	return w.packed.Bytes()
}

// Raw writes a stream as it is: metadata, which must be readable without unpacking, or data that are compressed already.
func (w *Writer) Raw(ref Ref, dict string, data []byte) {
	if w.err != nil || w.out == nil {
		return
	}
	w.take(ref, place{kind: 1, where: w.at})
	w.write(fmt.Appendf(nil, "%d 0 obj\n<<%s/Length %d>>stream\n", int(ref), dict, len(data)))
	w.write(data)
	w.write([]byte("\nendstream\nendobj\n"))
}
