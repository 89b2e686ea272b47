// Package xlsx reads one sheet of an Office Open XML workbook (ECMA-376) row by row, in memory that does not depend on the
// number of rows; only the shared strings are held. Values become the text that a person expects: dates by their number format as
// ISO 8601, numbers as the shortest decimal, TRUE as true.
//
// It computes no formula: what the program that wrote the file computed is read. It does not know merged headers, and rows that a
// filter hides are rows like any other.
package xlsx

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"auditd/audit"
	"auditd/audit/ingest/unpack"
	"auditd/audit/ingest/xmltoken"
)

// Limits bound what one file may ask for. All of them are required.
type Limits struct {
	Unpacked int64 // bytes of all parts together after decompression
	Field    int   // bytes of one value
}

const (
	maxEntries = 10_000   // parts of a workbook; large ones have some hundred
	maxPart    = 64 << 20 // bytes of a part other than a sheet or the shared strings
	maxStrings = 1 << 30  // bytes of the shared strings, which are held in memory
	maxDepth   = 64       // nesting of elements
	remedySave = "open the file in a spreadsheet program and save it again as .xlsx"
	remedySend = "the file is not complete or was changed on the way: send it again"
)

// An archive is the zip file with its parts by name.
type archive struct {
	at     *watched
	parts  map[string]*zip.File // by name, in lower case because part names are compared so (ECMA-376 part 2, 6.2.2.3)
	limits Limits
	budget int64 // bytes that may still be unpacked
}

// A watched ReaderAt remembers a fault of the storage below it, so that it is not taken for damage of the file.
type watched struct {
	r     io.ReaderAt
	fault error
}

// ReadAt implements io.ReaderAt.
func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.r.ReadAt(p, off)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		w.fault = err
	}
	return n, err
}

// openArchive reads the directory of the zip file and refuses what no workbook has.
func openArchive(r io.ReaderAt, size int64, limits Limits) (*archive, error) {
	a := &archive{at: &watched{r: r}, parts: map[string]*zip.File{}, limits: limits, budget: limits.Unpacked}
	if err := a.checkCount(size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(a.at, size)
	if a.at.fault != nil {
		return nil, a.at.fault
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the file is no readable zip archive", Remedy: remedySend, Err: err}
	}
	if len(z.File) > maxEntries {
		return nil, tooManyEntries()
	}
	var total uint64
	for _, f := range z.File {
		if err := a.add(f); err != nil {
			return nil, err
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > uint64(limits.Unpacked) || total > uint64(limits.Unpacked) {
			return nil, tooLarge(limits.Unpacked)
		}
		if unpack.Bomb(int64(f.UncompressedSize64), int64(f.CompressedSize64)) { // a part that is longer than it says cannot be unpacked
			e := audit.Errorf(audit.Limit, "a part of the archive unpacks to %d bytes from %d", f.UncompressedSize64, f.CompressedSize64)
			e.Value, e.Remedy = audit.Quote(f.Name), "save the table as CSV in UTF-8"
			return nil, e
		}
	}
	return a, nil
}

// add enters one part.
func (a *archive) add(f *zip.File) error {
	name := strings.ReplaceAll(f.Name, `\`, "/")
	if clean := path.Clean(name); path.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../") || strings.Contains(name, ":") {
		e := audit.Errorf(audit.Invalid, "the archive has an entry that points outside of it")
		e.Value, e.Remedy = audit.Quote(f.Name), remedySave
		return e
	}
	if f.Flags&1 != 0 {
		e := audit.Errorf(audit.Invalid, "the archive is protected by a password")
		e.Remedy = "save the workbook without a password"
		return e
	}
	key := strings.ToLower(name)
	if _, twice := a.parts[key]; twice {
		e := audit.Errorf(audit.Invalid, "the archive has two entries of one name")
		e.Value, e.Remedy = audit.Quote(f.Name), remedySave
		return e
	}
	a.parts[key] = f
	return nil
}

// checkCount looks at the number of entries before the directory is read, which takes memory for each of them.
func (a *archive) checkCount(size int64) error {
	const (
		record  = 22      // bytes of the end of central directory record without its comment
		comment = 1 << 16 // the longest comment
		entry   = 46      // bytes of a directory entry without its name
	)
	tail := make([]byte, min(size, record+comment))
	if _, err := a.at.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	i := strings.LastIndex(string(tail), "PK\x05\x06")
	if i < 0 || len(tail)-i < record {
		return &audit.Error{Kind: audit.Invalid, Text: "the file is no complete zip archive", Remedy: remedySend}
	}
	count := int(tail[i+10]) | int(tail[i+11])<<8
	bytes := int(tail[i+12]) | int(tail[i+13])<<8 | int(tail[i+14])<<16 | int(tail[i+15])<<24
	// The count is only 16 bits wide and can lie; the size of the directory bounds how many entries fit.
	if count > maxEntries || bytes/entry > 4*maxEntries {
		return tooManyEntries()
	}
	return nil
}

func tooManyEntries() error {
	e := audit.Errorf(audit.Limit, "the archive has more than %d entries", maxEntries)
	e.Remedy = remedySave
	return e
}

func tooLarge(limit int64) error {
	e := audit.Errorf(audit.Limit, "the archive unpacks to more than %d bytes", limit)
	e.Remedy = "split the workbook, or raise the limit"
	return e
}

// has reports whether there is a part of this name.
func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// A part is one part of the archive being read as XML.
type part struct {
	*xmltoken.Scanner
	name string
	body *body
}

// open starts to read a part of at most limit bytes.
func (a *archive) open(name string, limit int64) (*part, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		e := audit.Errorf(audit.Invalid, "the workbook lacks its part %s", audit.Quote(name))
		e.Remedy = remedySave
		return nil, e
	}
	if int64(f.UncompressedSize64) > limit {
		return nil, tooLarge(limit)
	}
	r, err := f.Open()
	if err != nil {
		return nil, a.damaged(name, err)
	}
	b := &body{r: r, archive: a, name: name}
	// A value of n bytes takes up to six times as many when each character is written as a reference.
	tokens := xmltoken.Limits{Token: 6*a.limits.Field + 1<<16, Depth: maxDepth}
	return &part{Scanner: xmltoken.NewScanner(b, tokens), name: name, body: b}, nil
}

// damaged says that a part cannot be unpacked.
func (a *archive) damaged(name string, err error) error {
	if a.at.fault != nil {
		return a.at.fault
	}
	e := &audit.Error{Kind: audit.Invalid, Text: "the part " + audit.Quote(name) + " cannot be unpacked", Remedy: remedySend, Err: err}
	if errors.Is(err, zip.ErrAlgorithm) {
		e.Text, e.Remedy = "the part "+audit.Quote(name)+" is compressed in a way that is not read", remedySave
	}
	return e
}

// A body is the unpacked bytes of a part. It holds the archive to its budget; package zip holds the part to its declared size and
// checksum.
type body struct {
	r       io.ReadCloser
	archive *archive
	name    string
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.archive.budget -= int64(n)
	switch {
	case b.archive.budget < 0:
		return 0, tooLarge(b.archive.limits.Unpacked)
	case err != nil && err != io.EOF:
		return n, b.archive.damaged(b.name, err)
	}
	return n, err
}

// next reads a token. An error of the XML names the part; its line within the part goes into the text, because a row is one of
// the sheet.
func (p *part) next() (xmltoken.Kind, error) {
	kind, err := p.Next()
	if err != nil {
		return kind, p.wrap(err)
	}
	return kind, nil
}

func (p *part) wrap(err error) error {
	var e *audit.Error
	if !errors.As(err, &e) || e.Row == 0 {
		return err
	}
	wrapped := audit.Errorf(e.Kind, "the part %s, line %d: %s", audit.Quote(p.name), e.Row, e.Text)
	wrapped.Remedy = remedySave
	return wrapped
}

// skip passes over the element that was just begun.
func (p *part) skip() error {
	if err := p.Skip(); err != nil {
		return p.wrap(err)
	}
	return nil
}

// collect appends the text up to the end of the element that was just begun. Elements within it are passed over.
func (p *part) collect(dst []byte) ([]byte, error) {
	for {
		kind, err := p.next()
		if err != nil {
			return dst, err
		}
		switch kind {
		case xmltoken.Text:
			dst = append(dst, p.Text()...)
		case xmltoken.Start:
			if err := p.skip(); err != nil {
				return dst, err
			}
		case xmltoken.End:
			return dst, nil
		}
	}
}

// each calls do for every start tag of a part of at most maxPart bytes.
func (a *archive) each(name string, do func(p *part, element string)) error {
	p, err := a.open(name, maxPart)
	if err != nil {
		return err
	}
	defer p.body.r.Close()
	for {
		kind, err := p.next()
		if err != nil {
			return err
		}
		switch kind {
		case xmltoken.Start:
			do(p, string(p.Name()))
		case xmltoken.EOF:
			return nil
		}
	}
}
