package check

import (
	"bytes"
	"strconv"
)

// tokens reads the content of a page word by word (ISO 32000-1, 7.8.2). Delimiters of arrays and dictionaries are words too.
type tokens struct {
	b []byte
	i int
}

const (
	blanks     = " \t\r\n\f\x00"
	delimiters = blanks + "[]<>()/%"
)

// next returns the next word, nil at the end.
func (t *tokens) next() []byte {
	for t.i < len(t.b) && bytes.IndexByte([]byte(blanks), t.b[t.i]) >= 0 {
		t.i++
	}
	if t.i >= len(t.b) {
		return nil
	}
	from := t.i
	switch c := t.b[t.i]; {
	case c == '(':
		t.literal()
	case c == '<' && t.at(1) == '<', c == '>' && t.at(1) == '>':
		t.i += 2
	case c == '<':
		if n := bytes.IndexByte(t.b[t.i:], '>'); n >= 0 {
			t.i += n + 1
		} else {
			t.i = len(t.b)
		}
	case c == '[' || c == ']' || c == '>' || c == ')':
		t.i++
	default:
		t.i++
		for t.i < len(t.b) && bytes.IndexByte([]byte(delimiters), t.b[t.i]) < 0 {
			t.i++
		}
	}
	return t.b[from:t.i]
}

func (t *tokens) at(n int) byte {
	if t.i+n < len(t.b) {
		return t.b[t.i+n]
	}
	return 0
}

// literal skips a string in parentheses, which may nest and be escaped.
func (t *tokens) literal() {
	depth := 0
	for ; t.i < len(t.b); t.i++ {
		switch t.b[t.i] {
		case '\\':
			t.i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				t.i++
				return
			}
		}
	}
	t.i = len(t.b)
}

// operand reports whether a word is an operand, not an operator.
func operand(word []byte) bool {
	c := word[0]
	return c == '/' || c == '(' || c == '<' || c == '>' || c == '[' || c == ']' || c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9' ||
		string(word) == "true" || string(word) == "false" || string(word) == "null"
}

// atoi returns a number, -1 when the word is none.
func atoi(word []byte) int {
	n, err := strconv.Atoi(string(word))
	if err != nil {
		return -1
	}
	return n
}
