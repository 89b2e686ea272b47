package xlsx

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/ingest/xmltoken"
)

// A table holds the shared strings, one behind the other.
type table struct {
	text []byte
	ends []uint32
}

// at returns string i, nil when there is none; the empty text is not nil.
func (t *table) at(i int) []byte {
	if i < 0 || i >= len(t.ends) {
		return nil
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	to := t.ends[i]
	return t.text[from:to:to]
}

// readStrings reads the shared strings.
func readStrings(a *archive, name string) (*table, error) {
	t := &table{text: []byte{}}
	if name == "" {
		return t, nil
	}
	p, err := a.open(name, a.limits.Unpacked)
	if err != nil {
		return nil, err
	}
	defer p.body.r.Close()
	for {
		kind, err := p.next()
		if err != nil {
			return nil, err
		}
		if kind == xmltoken.EOF {
			return t, nil
		}
		if kind != xmltoken.Start || string(p.Name()) != "si" || p.Depth() != 2 {
			continue
		}
		from := len(t.text)
		if t.text, err = p.rich(t.text); err != nil {
			return nil, err
		}
		t.text = unescape(t.text, from)
		if len(t.text) > maxStrings {
			e := audit.Errorf(audit.Limit, "the shared strings take more than %d bytes", maxStrings)
			e.Remedy = "split the workbook, or save the sheet as CSV"
			return nil, e
		}
		t.ends = append(t.ends, uint32(len(t.text)))
	}
}

// rich appends the text of the element that was just begun, an si or is: its t elements, alone or in runs, without phonetic
// hints.
func (p *part) rich(dst []byte) ([]byte, error) {
	depth := p.Depth()
	for {
		kind, err := p.next()
		if err != nil {
			return dst, err
		}
		switch kind {
		case xmltoken.Start:
			switch string(p.Name()) {
			case "t":
				dst, err = p.collect(dst)
			case "r":
			default:
				err = p.skip()
			}
			if err != nil {
				return dst, err
			}
		case xmltoken.End:
			if p.Depth() < depth {
				return dst, nil
			}
		case xmltoken.EOF:
			return dst, io.ErrUnexpectedEOF
		}
	}
}

// unescape replaces _xHHHH_ in text from an offset on by the UTF-16 code unit that it stands for (ECMA-376 part 1, 22.9.2.19):
// control characters are written so. Half a character stays as it is.
func unescape(text []byte, from int) []byte {
	const length = len("_x0000_")
	if !bytes.Contains(text[from:], []byte("_x")) {
		return text
	}
	out := text[:from]
	for i := from; i < len(text); {
		r, ok := unit(text[i:])
		n := length
		if ok && utf16.IsSurrogate(r) {
			low, _ := unit(text[min(i+length, len(text)):])
			r = utf16.DecodeRune(r, low)
			n, ok = 2*length, r != utf8.RuneError
		}
		if !ok {
			out = append(out, text[i])
			i++
			continue
		}
		// The character is never longer than its escape, so the unread text is not overwritten.
		out = utf8.AppendRune(out, r)
		i += n
	}
	return out
}

// unit reads _xHHHH_.
func unit(b []byte) (rune, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' || b[2] == '+' || b[2] == '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}
