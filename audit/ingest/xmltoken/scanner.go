// Package xmltoken cuts a stream of XML in UTF-8 into elements and text. It checks that the document is well formed, decodes
// the five predefined entities and character references, and refuses a DOCTYPE, which is where entity bombs live.
//
// It exists because encoding/xml allocates for every token and took ten times as long on spreadsheets. It does not resolve
// namespaces: names are local names. It does not know what the elements mean.
package xmltoken

import (
	"bytes"
	"io"

	"auditd/audit"
)

// Kind is the kind of a token.
type Kind int

// The kinds of token.
const (
	EOF   Kind = iota // the document is complete
	Start             // a start tag, or the first half of an empty element
	End               // an end tag, or the second half of an empty element
	Text              // character data or a CDATA section; one run of text may come in several tokens
)

// Limits bound what one document may ask for. All of them are required.
type Limits struct {
	Token int // bytes of one tag or one run of text
	Depth int // nesting of elements
}

// An Attr is one attribute of a start tag.
type Attr struct {
	Name  []byte // local name
	Space []byte // prefix as written, empty when there is none
	Value []byte // decoded
}

// A Scanner reads tokens from a stream. What Name, Attrs and Text return is valid until the next call of Next.
type Scanner struct {
	r        io.Reader
	limits   Limits
	buf      []byte
	pos, end int   // unread bytes are buf[pos:end]
	lines    int64 // line feeds before buf[0]
	readErr  error // what r said last, io.EOF included

	name    []byte
	attrs   []Attr
	text    []byte
	scratch []byte // decoded text of the current token

	names    []byte // names of the open elements, one behind the other
	marks    []int  // where each of them starts
	closing  bool   // the last start tag was an empty element: its end comes next
	rooted   bool   // the root element has been seen
	begun    bool   // a token has been read: a declaration may no longer come
	encoding string
}

// startBuffer is large enough that few tags cross its end, and small against the rest.
const startBuffer = 64 << 10

// NewScanner returns a Scanner at the first byte of r. A byte order mark is skipped.
func NewScanner(r io.Reader, limits Limits) *Scanner {
	return &Scanner{r: r, limits: limits, buf: make([]byte, startBuffer)}
}

// Name returns the local name of the element of a Start or End token.
func (s *Scanner) Name() []byte { return s.name }

// Attrs returns the attributes of a Start token in their order, namespace declarations included.
func (s *Scanner) Attrs() []Attr { return s.attrs }

// Attr returns the value of the first attribute with this local name, nil when there is none.
func (s *Scanner) Attr(name string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].Name) == name {
			return s.attrs[i].Value
		}
	}
	return nil
}

// Text returns the characters of a Text token, decoded.
func (s *Scanner) Text() []byte { return s.text }

// Depth returns the number of open elements; after a Start token the element itself is counted, after an End token it is not.
func (s *Scanner) Depth() int { return len(s.marks) }

// Encoding returns the encoding that the XML declaration names, empty when it names none.
func (s *Scanner) Encoding() string { return s.encoding }

// Line returns the 1-based line of the next unread byte.
func (s *Scanner) Line() int64 {
	return s.lines + 1 + int64(bytes.Count(s.buf[:s.pos], []byte{'\n'}))
}

// Next reads the next token. Its errors are *audit.Error of kind Invalid or Limit with the line in Row, or the error of the
// stream. After EOF or an error Next must not be called again.
func (s *Scanner) Next() (Kind, error) {
	if s.closing {
		s.closing = false
		s.pop()
		return End, nil
	}
	for {
		if s.pos == s.end && !s.more() {
			return s.finish()
		}
		if !s.begun {
			s.skipMark()
		}
		if s.buf[s.pos] != '<' {
			kind, err := s.readText()
			if kind != EOF || err != nil {
				return kind, err
			}
			continue
		}
		kind, err := s.readMarkup()
		s.begun = true
		if kind != EOF || err != nil {
			return kind, err
		}
	}
}

// Skip reads to the end of the element whose Start token was just returned.
func (s *Scanner) Skip() error {
	depth := s.Depth() - 1
	for {
		kind, err := s.Next()
		if err != nil {
			return err
		}
		if kind == End && s.Depth() == depth {
			return nil
		}
	}
}

// finish is what the end of the stream means.
func (s *Scanner) finish() (Kind, error) {
	if s.readErr != io.EOF {
		return EOF, s.readErr
	}
	if len(s.marks) > 0 {
		return EOF, s.errorf(audit.Invalid, "the XML ends inside the element %s", audit.Quote(string(s.top())))
	}
	if !s.rooted {
		return EOF, s.errorf(audit.Invalid, "the XML has no element")
	}
	return EOF, nil
}

// more reads further bytes behind the current token and reports whether any came. It may move the buffer, so that slices of it
// made before are void.
func (s *Scanner) more() bool {
	if s.readErr != nil {
		return false
	}
	if s.pos > 0 {
		s.lines += int64(bytes.Count(s.buf[:s.pos], []byte{'\n'}))
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) > s.limits.Token {
			s.readErr = s.errorf(audit.Limit, "a tag or a text is longer than %d bytes", s.limits.Token)
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.readErr = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.readErr = io.ErrNoProgress
	return false
}

// cut is the error of a stream that ends inside a token.
func (s *Scanner) cut(what string) error {
	if s.readErr != io.EOF {
		return s.readErr
	}
	return s.errorf(audit.Invalid, "the XML ends inside %s", what)
}

func (s *Scanner) errorf(kind audit.Kind, format string, args ...any) error {
	e := audit.Errorf(kind, format, args...)
	e.Row = s.Line()
	return e
}

// skipMark passes over a UTF-8 byte order mark at the very beginning.
func (s *Scanner) skipMark() {
	mark := []byte("\uFEFF")
	for s.end-s.pos < len(mark) && s.more() {
	}
	if s.lines == 0 && s.pos == 0 && bytes.HasPrefix(s.buf[:s.end], mark) {
		s.pos = len(mark)
		if s.pos == s.end && !s.more() {
			// An empty document is refused by finish; a blank keeps the caller's index valid until then.
			s.buf[s.pos], s.end = ' ', s.pos+1
		}
	}
	s.begun = true
}

// top returns the full name of the innermost open element.
func (s *Scanner) top() []byte { return s.names[s.marks[len(s.marks)-1]:] }

// pop closes the innermost element and leaves its local name in name.
func (s *Scanner) pop() {
	s.name = local(s.top())
	last := len(s.marks) - 1
	s.names = s.names[:s.marks[last]]
	s.marks = s.marks[:last]
}

// local returns a name without its prefix.
func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}
