package meaning

import (
	"strings"

	"auditd/audit"
)

// The sides of a binary column have the numbers of audit.Decision and audit.Label.
const (
	NotKnown = iota
	Not
	True
	Sides // how many there are
)

// A Binary decides what a value of the decision or the label column means.
type Binary struct {
	Column string
	Names  [Sides]string // what the sides are called
	Closed bool          // the plan declares what is not true; another value is an error
	True   []string      // declared true values, cleaned

	role      string
	sides     map[string]uint32 // by each form of a declared value, see Forms
	missing   Missing
	missingAs map[string]bool // forms of the plan's own markers
	declared  []string        // true, then false values, cleaned
}

// The roles of binary columns.
const (
	Decision = "decision"
	Label    = "label"
)

// NewBinary checks a binary column of the plan. One that contradicts itself is an Invalid error. Role is Decision or Label.
func NewBinary(b *audit.Binary, role string) (*Binary, error) {
	made := &Binary{role: role, Names: [Sides]string{audit.Unknown, "negative", "positive"}}
	if role == Decision {
		made.Names = [Sides]string{audit.Unknown, "not_selected", "selected"}
	}
	invalid := func(format string, args ...any) (*Binary, error) {
		e := audit.Errorf(audit.Invalid, format, args...)
		e.Column = b.Column
		return nil, e
	}
	if b.Column == "" || len(b.True) == 0 {
		return invalid("the %s needs a column and at least one true value", role)
	}
	made.Column, made.missing, made.Closed = b.Column, NewMissing(b.Missing), len(b.False) > 0
	made.sides, made.missingAs = map[string]uint32{}, map[string]bool{}
	for _, m := range b.Missing {
		for _, form := range Forms(Clean([]byte(m))) {
			made.missingAs[form] = true
		}
	}
	for i, value := range append(append([]string{}, b.True...), b.False...) {
		side := uint32(True)
		if i >= len(b.True) {
			side = Not
		}
		text := Clean([]byte(value))
		made.declared = append(made.declared, text)
		if side == True {
			made.True = append(made.True, text)
		}
		if Reserved(text) {
			return invalid("%s always means missing and cannot be declared true or false", audit.Quote(text))
		}
		for _, form := range Forms(text) {
			if have, twice := made.sides[form]; twice && have != side {
				return invalid("%s is declared both true and false", audit.Quote(text))
			}
			if made.missingAs[form] {
				return invalid("%s is declared both missing and true or false", audit.Quote(text))
			}
			made.sides[form] = side
		}
	}
	return made, nil
}

// Forms returns the texts by which a value is compared: itself, its number and its truth value. A number and a truth value are
// marked by a byte that no valid text has.
func Forms(text string) []string {
	list := []string{text}
	if n, ok := decimal(text); ok {
		list = append(list, "\xffnumber "+n)
	}
	if strings.EqualFold(text, "true") || strings.EqualFold(text, "false") {
		list = append(list, "\xffboolean "+lowerASCII(text))
	}
	return list
}

// SideOf returns what a cleaned text means: NotKnown, Not or True. A text that a closed plan does not name is an Invalid error
// without a row.
func (b *Binary) SideOf(text string) (uint32, error) {
	if Reserved(text) {
		return NotKnown, nil
	}
	all := Forms(text)
	for _, form := range all {
		if side, ok := b.sides[form]; ok {
			return side, nil
		}
	}
	for _, form := range all {
		if b.missingAs[form] {
			return NotKnown, nil
		}
	}
	if b.missing.Has(text) {
		return NotKnown, nil
	}
	if !b.Closed {
		return Not, nil
	}
	return 0, b.unlisted(text)
}

// unlisted is the error of a value that the plan does not list although it lists both sides.
func (b *Binary) unlisted(text string) error {
	yes, no := "selected", "not_selected"
	if b.role == "label" {
		yes, no = "positive", "negative"
	}
	remedy := "add it to " + yes + ", " + no + " or missing"
	if near := audit.Nearest(text, b.declared); near != "" {
		remedy = "did you mean " + audit.Quote(near) + "? Or " + remedy
	}
	return &audit.Error{
		Kind: audit.Invalid, Column: b.Column, Value: audit.Quote(text),
		Text: "the plan lists the value of the " + b.role + " neither as " + yes + " nor as " + no + " nor as missing", Remedy: remedy,
	}
}
