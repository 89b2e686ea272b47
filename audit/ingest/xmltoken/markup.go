package xmltoken

import (
	"bytes"
	"io"

	"auditd/audit"
)

// readText reads character data up to the next tag. It returns the kind EOF for white space outside of the root element, which
// is no token.
func (s *Scanner) readText() (Kind, error) {
	from := 0
	for {
		i := bytes.IndexByte(s.buf[s.pos+from:s.end], '<')
		if i >= 0 {
			return s.giveText(from + i)
		}
		from = s.end - s.pos
		if !s.more() {
			if s.readErr != io.EOF {
				return EOF, s.readErr
			}
			return s.giveText(from)
		}
	}
}

// giveText makes the next n bytes the current text.
func (s *Scanner) giveText(n int) (Kind, error) {
	raw := s.buf[s.pos : s.pos+n]
	if len(s.marks) == 0 {
		if len(bytes.Trim(raw, " \t\r\n")) > 0 {
			return EOF, s.errorf(audit.Invalid, "there is text outside of the root element")
		}
		s.pos += n
		return EOF, nil
	}
	text, scratch, err := decode(raw, s.scratch[:0], true)
	if err != nil {
		return EOF, s.errorf(audit.Invalid, "%w", err)
	}
	s.text, s.scratch = text, scratch
	s.pos += n
	return Text, nil
}

// readMarkup reads what begins with "<". It returns the kind EOF for what is no token: comments and processing instructions.
func (s *Scanner) readMarkup() (Kind, error) {
	for s.end-s.pos < 2 {
		if !s.more() {
			return EOF, s.cut("a tag")
		}
	}
	switch s.buf[s.pos+1] {
	case '/':
		return s.readEnd()
	case '?':
		return EOF, s.readInstruction()
	case '!':
		return s.readDeclaration()
	}
	return s.readStart()
}

// until returns the number of bytes from the current position to the first occurrence of mark at or behind offset from.
func (s *Scanner) until(mark string, from int, what string) (int, error) {
	for {
		if from <= s.end-s.pos {
			if i := bytes.Index(s.buf[s.pos+from:s.end], []byte(mark)); i >= 0 {
				return from + i, nil
			}
			// The mark may lie across the end of what has been read.
			from = max(from, s.end-s.pos-len(mark)+1)
		}
		if !s.more() {
			return 0, s.cut(what)
		}
	}
}

func (s *Scanner) readEnd() (Kind, error) {
	// Most end tags are plain and in the buffer already.
	if len(s.marks) > 0 {
		top, rest := s.top(), s.buf[s.pos+2:s.end]
		if n := len(top); len(rest) > n && rest[n] == '>' && string(rest[:n]) == string(top) {
			s.pos += 2 + n + 1
			s.pop()
			return End, nil
		}
	}
	n, err := s.until(">", 2, "an end tag")
	if err != nil {
		return EOF, err
	}
	name := bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n")
	if len(s.marks) == 0 {
		return EOF, s.errorf(audit.Invalid, "the end tag %s has no start tag", audit.Quote(string(name)))
	}
	if !bytes.Equal(name, s.top()) {
		return EOF, s.errorf(audit.Invalid, "the element %s is closed by the end tag %s", audit.Quote(string(s.top())), audit.Quote(string(name)))
	}
	s.pos += n + 1
	s.pop()
	return End, nil
}

// readInstruction passes over a processing instruction and notes the encoding that an XML declaration names.
func (s *Scanner) readInstruction() error {
	n, err := s.until("?>", 2, "a processing instruction")
	if err != nil {
		return err
	}
	body := s.buf[s.pos+2 : s.pos+n]
	target, _, _ := bytes.Cut(bytes.TrimRight(body, " \t\r\n"), []byte{' '})
	if i := bytes.IndexAny(target, "\t\r\n"); i >= 0 {
		target = target[:i]
	}
	if !isName(target) {
		return s.errorf(audit.Invalid, "a processing instruction has no name")
	}
	if string(target) == "xml" {
		s.encoding = Encoding(s.buf[s.pos : s.pos+n+2])
	}
	if _, _, err := decode(body, nil, false); err != nil && err != errEntity && err != errBracket {
		return s.errorf(audit.Invalid, "%w", err)
	}
	s.pos += n + 2
	return nil
}

// readDeclaration reads a comment, which is passed over, or a CDATA section, which is text. A DOCTYPE is refused.
func (s *Scanner) readDeclaration() (Kind, error) {
	const comment, cdata = "<!--", "<![CDATA["
	for s.end-s.pos < len(cdata) && s.more() {
	}
	head := s.buf[s.pos:min(s.end, s.pos+len(cdata))]
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		n, err := s.until("--", len(comment), "a comment")
		if err != nil {
			return EOF, err
		}
		if n2, err := s.until(">", n+2, "a comment"); err != nil || n2 != n+2 {
			return EOF, s.errorf(audit.Invalid, "a comment has two hyphens inside")
		}
		s.pos += n + 3
		return EOF, nil
	case string(head) == cdata && len(s.marks) > 0:
		n, err := s.until("]]>", len(cdata), "a CDATA section")
		if err != nil {
			return EOF, err
		}
		text, scratch, err := verbatim(s.buf[s.pos+len(cdata):s.pos+n], s.scratch[:0])
		if err != nil {
			return EOF, s.errorf(audit.Invalid, "%w", err)
		}
		s.text, s.scratch = text, scratch
		s.pos += n + len("]]>")
		return Text, nil
	case bytes.HasPrefix(head, []byte("<!DOCTYPE")):
		e := audit.Errorf(audit.Invalid, "the XML has a DOCTYPE, which is not read because it can define entities and reach other files")
		e.Row, e.Remedy = s.Line(), "remove the DOCTYPE line"
		return EOF, e
	}
	return EOF, s.errorf(audit.Invalid, "the XML has a declaration that is not allowed here")
}

// readStart reads a start tag. When the tag crosses the end of the buffer it is read again from its beginning.
func (s *Scanner) readStart() (Kind, error) {
	for {
		n, err := s.parseStart(s.buf[s.pos+1 : s.end])
		if err == errAttributes {
			return EOF, s.errorf(audit.Limit, "%w", err)
		}
		if err != nil {
			return EOF, s.errorf(audit.Invalid, "%w", err)
		}
		if n > 0 {
			return s.opened(n)
		}
		if !s.more() {
			return EOF, s.cut("a tag")
		}
	}
}

// opened enters the element of a start tag of n bytes behind its "<".
func (s *Scanner) opened(n int) (Kind, error) {
	if len(s.marks) == 0 && s.rooted {
		return EOF, s.errorf(audit.Invalid, "there is a second root element %s", audit.Quote(string(s.name)))
	}
	if len(s.marks) >= s.limits.Depth {
		return EOF, s.errorf(audit.Limit, "elements are nested deeper than %d", s.limits.Depth)
	}
	s.rooted = true
	s.marks = append(s.marks, len(s.names))
	s.names = append(s.names, s.name...)
	s.name = local(s.name)
	s.pos += 1 + n
	return Start, nil
}

// parseStart takes apart a start tag that begins behind "<" and returns its length with the ">", 0 when it is not complete.
func (s *Scanner) parseStart(b []byte) (int, error) {
	s.attrs, s.scratch = s.attrs[:0], s.scratch[:0]
	i := nameEnd(b, 0)
	if i == len(b) {
		return 0, nil
	}
	if !isName(b[:i]) {
		return 0, errTag
	}
	s.name = b[:i]
	for {
		spaced := i
		for i < len(b) && isSpace(b[i]) {
			i++
		}
		if i >= len(b) {
			return 0, nil
		}
		switch b[i] {
		case '>':
			return i + 1, nil
		case '/':
			if i+1 >= len(b) {
				return 0, nil
			}
			if b[i+1] != '>' {
				return 0, errTag
			}
			s.closing = true
			return i + 2, nil
		}
		if spaced == i {
			return 0, errTag
		}
		if len(s.attrs) == maxAttributes {
			return 0, errAttributes
		}
		n, err := s.parseAttr(b[i:])
		if n == 0 || err != nil {
			return 0, err
		}
		i += n
	}
}

// parseAttr takes apart an attribute and returns its length, 0 when it is not complete.
func (s *Scanner) parseAttr(b []byte) (int, error) {
	n := nameEnd(b, 0)
	i := n
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	if i >= len(b) {
		return 0, nil
	}
	if b[i] != '=' || !isName(b[:n]) {
		return 0, errTag
	}
	for i++; i < len(b) && isSpace(b[i]); i++ {
	}
	if i >= len(b) {
		return 0, nil
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return 0, errTag
	}
	end := bytes.IndexByte(b[i+1:], quote)
	if end < 0 {
		return 0, nil
	}
	raw := b[i+1 : i+1+end]
	if bytes.IndexByte(raw, '<') >= 0 {
		return 0, errTag
	}
	value, scratch, err := decode(raw, s.scratch, false)
	if err != nil {
		return 0, err
	}
	s.scratch = scratch
	a := Attr{Name: local(b[:n]), Value: value}
	if len(a.Name) < n {
		a.Space = b[:n-len(a.Name)-1]
	}
	s.attrs = append(s.attrs, a)
	return i + 1 + end + 1, nil
}

// nameEnd returns where the name that starts at i ends, len(b) when it does not end within b.
func nameEnd(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case ' ', '\t', '\r', '\n', '=', '/', '>', '<', '"', '\'', '&':
			return i
		}
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
