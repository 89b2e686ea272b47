package ingest

import (
	"bytes"
	"errors"
	"io"
	"os"

	"golang.org/x/text/encoding"

	"auditd/audit"
	"auditd/audit/ingest/charset"
	"auditd/audit/ingest/unpack"
)

// An input is what a format's read function gets: the bytes after decompression and decoding.
type input struct {
	name string // base name of the source, for messages
	head []byte // text formats: the first bytes, decompressed and decoded to UTF-8, without byte order mark

	// r is the whole stream for text formats: decompressed, decoded to UTF-8, without byte order mark. It begins with head.
	r io.Reader

	// raw is set instead of r's decoding for a format that checks the text itself: r then gives bytes still to be decoded by
	// raw, and every LF and double quote in them is one. It is nil for UTF-8.
	raw encoding.Encoding

	// at and size are set for random formats: the decompressed bytes, in a temporary file when the source cannot do it.
	at   io.ReaderAt
	size int64

	limits Limits      // every field is set
	found  audit.Input // what is known so far; a format may set Delimiter and BlankLines

	block   int        // bytes of one block of a parallel text format; 0 means its default
	guessed bool       // the encoding was not declared and nothing in the file says it
	watch   *watched   // keeps the error of r
	hashing chan error // random formats: the source is being hashed beside the reading
	spooled *os.File   // random formats: the temporary file
}

// note adds a remark for people to the result: a key of the message catalogues and its arguments.
func (in *input) note(key string, args ...string) {
	in.found.Notes = append(in.found.Notes, audit.Note{Key: key, Args: args})
}

// openText prepares r for a text format.
func (in *input) openText(p *unpack.Pipe, f *format, set charset.Charset) {
	in.found.Encoding = set.Name
	in.guessed = !set.Declared && set.Mark == ""
	if set.Guessed {
		in.note("encoding_guessed", set.Name)
	}
	if set.Other != "" {
		in.note("encoding_disputed", set.Name, set.Other)
	}
	r := p.All()
	_, _ = io.CopyN(io.Discard, r, int64(len(set.Mark))) // the mark is in the head, in memory: this cannot fail
	if f.checksText && set.ASCII {
		in.raw = set.Encoding
	} else {
		r = set.Decode(r)
	}
	in.watch = &watched{r: r}
	in.r = in.watch
}

// openRandom prepares at and size for a random format.
func (in *input) openRandom(p *unpack.Pipe, src Source) error {
	if p.Compression() == "" && src.At != nil && src.Size >= 0 {
		in.at, in.size = src.At, src.Size
		in.hashing = make(chan error, 1)
		go func() {
			in.hashing <- p.Drain()
		}()
		return nil
	}
	file, err := os.CreateTemp("", "auditd-*")
	if err != nil {
		return err
	}
	in.spooled = file
	in.size, err = io.Copy(file, p.All())
	in.at = file
	if err != nil {
		in.close()
	}
	return err
}

// hashed waits for the hashing beside the reading of a random format and returns its error.
func (in *input) hashed() error {
	if in.hashing == nil {
		return nil
	}
	err := <-in.hashing
	in.hashing = nil
	return err
}

// close ends the hashing and removes the temporary file. It may be called twice.
func (in *input) close() {
	_ = in.hashed()
	if in.spooled != nil {
		in.spooled.Close()
		os.Remove(in.spooled.Name())
		in.spooled = nil
	}
}

// A watched reader keeps the error that it passed on, because parsers above it may wrap or replace it.
type watched struct {
	r   io.Reader
	err error // the first that is not io.EOF
}

// Read reads.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF && w.err == nil {
		w.err = err
	}
	return n, err
}

// blame returns the cause of a failed reading: a fault of the stream below the parser rather than what the parser made of it.
func (in *input) blame(err error, out *sink) error {
	if in.watch == nil || in.watch.err == nil {
		return err
	}
	var e *audit.Error
	if errors.As(err, &e) && e.Row != 0 {
		return err
	}
	return out.locate(in.watch.err)
}

// noteDoubtful says where text that passed for UTF-8 could as well be GB18030: 女 in GB18030 is the letter Ů in UTF-8. Only
// two-byte characters are in doubt, and only where the file has no other: Chinese in UTF-8 has three bytes a character.
func (in *input) noteDoubtful(out *sink) {
	if !in.guessed || in.found.Encoding != charset.UTF8.Name {
		return
	}
	var sample []byte
	for _, k := range out.workers {
		for _, d := range k.dicts {
			if d.wide {
				return
			}
			if d.narrow != nil && (sample == nil || bytes.Compare(d.narrow, sample) < 0) {
				sample = d.narrow
			}
		}
	}
	if sample == nil {
		return
	}
	if other, ok := charset.AsGB18030(sample); ok {
		in.note("encoding_doubtful", charset.UTF8.Name, string(sample), charset.GB18030.Name, other)
	}
}
