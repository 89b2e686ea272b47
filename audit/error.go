package audit

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what sort of thing went wrong, for programs. People read the text.
type Kind int

// The kinds of error. Internal is the zero value, so that an error nobody classified is never shown as the user's fault.
const (
	Internal    Kind = iota // a fault of auditd
	Invalid                 // the input is wrong; the text says where and what to do
	NotFound                // the thing asked for is not there
	Conflict                // the thing is there already, or its state does not allow the move
	Denied                  // the asker may not do that
	Limit                   // a limit on size, time or number was reached
	Unavailable             // something that auditd needs does not answer; the same may succeed later
	Full                    // there is no room left on a disk or a server; the same may succeed once there is
)

// Passing reports whether the fault lies in what auditd runs on and passes without the input being changed.
func (k Kind) Passing() bool { return k == Unavailable || k == Full }

// String returns the kind as one lower-case word, as the API writes it.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case NotFound:
		return "not_found"
	case Conflict:
		return "conflict"
	case Denied:
		return "denied"
	case Limit:
		return "limit"
	case Unavailable:
		return "unavailable"
	case Full:
		return "full"
	default:
		return "internal"
	}
}

// An Error is a failure with a text for people, a place and a remedy. Fields that do not apply are zero.
type Error struct {
	Kind   Kind   `json:"kind"`             // for the program
	Text   string `json:"text"`             // what is wrong, in lower case, without a full stop
	File   string `json:"file,omitempty"`   // name of the input file, not its path
	Row    int64  `json:"row,omitempty"`    // 1-based, the header is row 1; 0 when the error is not about a row
	Column string `json:"column,omitempty"` // column name as the file has it
	Value  string `json:"value,omitempty"`  // offending value, already cut and escaped by Quote; never logged
	Remedy string `json:"remedy,omitempty"` // what the user can do, one sentence
	Err    error  `json:"-"`                // the cause, for the log
}

// Error returns the place, the text, the value and the remedy on one line. Control characters of foreign text are escaped.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(Clean(e.File))
	}
	if e.Row > 0 {
		fmt.Fprintf(&b, " row %d", e.Row)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, " column %s", Quote(e.Column))
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Text)
	if e.Value != "" {
		b.WriteString(": " + e.Value)
	}
	if e.Err != nil && e.Text == "" {
		b.WriteString(e.Err.Error())
	}
	if e.Remedy != "" {
		b.WriteString(" (" + e.Remedy + ")")
	}
	return strings.TrimSpace(b.String())
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error of kind k whose text is formatted like fmt.Sprintf. A %w operand becomes its cause.
func Errorf(k Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: k, Text: err.Error(), Err: errors.Unwrap(err)}
}

// KindOf returns the kind of the first Error in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// maxShown is how many characters of a foreign value an error shows.
const maxShown = 60

// Quote returns a foreign value fit for a message: quoted, control and direction characters escaped, cut to 60 characters.
func Quote(s string) string {
	cut := false
	if utf8.RuneCountInString(s) > maxShown {
		r := []rune(s[:min(len(s), 4*maxShown)])
		s, cut = string(r[:min(len(r), maxShown)]), true
	}
	q := strconv.Quote(s)
	if cut {
		q = q[:len(q)-1] + "…\""
	}
	return q
}

// Clean returns s with control characters and characters that change the direction of text replaced by their escapes, for
// names that are shown unquoted.
func Clean(s string) string {
	if strings.IndexFunc(s, hostile) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hostile(r) {
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hostile reports whether a character can disturb a line of text: control characters, and the format characters (category Cf)
// that reorder or hide text.
func hostile(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}
