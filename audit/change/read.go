package change

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"

	"auditd/audit"
)

// The limits on a results document. The largest audits that auditd makes stay far below them.
const (
	maxBytes    = 1 << 30   // of the document
	maxElement  = 4 << 20   // of one element of a list, or of a member that is no list
	maxElements = 2_000_000 // of one list
)

// needed are the members that a comparison reads. All others are passed over, so that a later version of the program may add some.
var needed = map[string]func(a *audit.Audit) any{
	"schema":      func(a *audit.Audit) any { return &a.Schema },
	"generator":   func(a *audit.Audit) any { return &a.Generator },
	"plan_sha256": func(a *audit.Audit) any { return &a.PlanSHA256 },
	"plan":        func(a *audit.Audit) any { return &a.Plan },
	"inputs":      func(a *audit.Audit) any { return &a.Inputs },
	"rows":        func(a *audit.Audit) any { return &a.Rows },
	"criteria":    func(a *audit.Audit) any { return &a.Criteria },
	"estimates":   func(a *audit.Audit) any { return &a.Estimates },
	"comparisons": func(a *audit.Audit) any { return &a.Comparisons },
	"repeated":    func(a *audit.Audit) any { return &a.Repeated },
	"examined":    func(a *audit.Audit) any { return &a.Examined },
}

// Read reads a results document for comparison: its plan, inputs, rows, criteria, estimates, comparisons and what was examined. The
// document may come from anywhere. Errors are *audit.Error with name as the file: Invalid when it is no results document, or one of
// a version that this program does not know, or holds numbers that cannot be; Limit when it is too large.
func Read(r io.Reader, name string) (*audit.Audit, error) {
	in := &meter{from: r, left: maxElement, total: maxBytes}
	d := reader{in: in, dec: json.NewDecoder(in), out: &audit.Audit{}, seen: map[string]bool{}}
	err := d.document()
	if err == nil {
		err = check(d.out)
	}
	var known *audit.Error
	switch {
	case err == nil:
		return d.out, nil
	case errors.As(err, &known):
		known.File = name
		return nil, known
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &audit.Error{Kind: audit.Invalid, File: name, Text: "the document ends in the middle", Remedy: notResults, Err: err}
	}
	return nil, &audit.Error{Kind: audit.Invalid, File: name, Text: "no results document: " + audit.Clean(err.Error()), Remedy: notResults, Err: err}
}

const notResults = "name a results.json that auditd audit wrote"

// A meter lets through a number of bytes for each element and for the whole, so that one hostile text cannot fill the memory.
type meter struct {
	from        io.Reader
	left, total int64
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 || m.total <= 0 {
		return 0, audit.Errorf(audit.Limit, "the document, or one element of it, is larger than results are")
	}
	n, err := m.from.Read(p[:min(int64(len(p)), m.left, m.total)])
	m.left, m.total = m.left-int64(n), m.total-int64(n)
	return n, err
}

// A reader walks through the members of the document.
type reader struct {
	in   *meter
	dec  *json.Decoder
	out  *audit.Audit
	seen map[string]bool
}

func (d *reader) document() error {
	if err := d.expect('{'); err != nil {
		return err
	}
	for d.dec.More() {
		t, err := d.dec.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if d.seen[name] {
			return audit.Errorf(audit.Invalid, "member %s occurs twice", audit.Quote(name))
		}
		if len(d.seen) >= 1000 {
			return audit.Errorf(audit.Limit, "the document has more members than results have")
		}
		d.seen[name] = true
		if err := d.member(name); err != nil {
			return err
		}
	}
	if err := d.expect('}'); err != nil {
		return err
	}
	if _, err := d.dec.Token(); !errors.Is(err, io.EOF) {
		return audit.Errorf(audit.Invalid, "something follows after the end of the document")
	}
	return nil
}

func (d *reader) expect(want json.Delim) error {
	t, err := d.dec.Token()
	if err == nil && t != want {
		err = audit.Errorf(audit.Invalid, "no results document: %s is missing", want)
	}
	return err
}

// member reads one member. Lists are read element by element, so that each may have its own measure.
func (d *reader) member(name string) error {
	d.in.left = maxElement
	field, ok := needed[name]
	if !ok {
		return d.skip()
	}
	into := reflect.ValueOf(field(d.out)).Elem()
	if into.Kind() != reflect.Slice {
		return within(name, d.dec.Decode(into.Addr().Interface()))
	}
	if err := d.expect('['); err != nil {
		return err
	}
	for d.dec.More() {
		if into.Len() >= maxElements {
			return audit.Errorf(audit.Limit, "%s has more than %d elements", name, maxElements)
		}
		d.in.left = maxElement
		element := reflect.New(into.Type().Elem())
		if err := d.dec.Decode(element.Interface()); err != nil {
			return within(name, err)
		}
		into.Set(reflect.Append(into, element.Elem()))
	}
	return d.expect(']')
}

// skip passes over a value token by token without keeping it.
func (d *reader) skip() error {
	for depth := 0; ; {
		d.in.left = maxElement
		t, err := d.dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth > 100 {
				return audit.Errorf(audit.Limit, "the document is nested more deeply than results are")
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// within says in which member a value does not fit.
func within(member string, err error) error {
	var known *audit.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return audit.Errorf(audit.Invalid, "%s cannot be read: %s", member, strings.TrimPrefix(audit.Clean(err.Error()), "json: "))
}

// check refuses what no audit says: another version, no plan, counts and rates that cannot be.
func check(a *audit.Audit) error {
	switch {
	case a.Schema == 0:
		return &audit.Error{Kind: audit.Invalid, Text: "no results document: it has no schema version", Remedy: notResults}
	case a.Schema != audit.SchemaVersion:
		return audit.Errorf(audit.Invalid, "results of version %d; this program reads version %d", a.Schema, audit.SchemaVersion)
	case !(a.Plan.Confidence > 0.5 && a.Plan.Confidence < 1):
		return audit.Errorf(audit.Invalid, "the plan's confidence is not between 0.5 and 1")
	case a.Rows.Read < 0 || a.Rows.Counted < 0 || a.Rows.Excluded < 0:
		return audit.Errorf(audit.Invalid, "a number of rows is negative")
	}
	for i := range a.Estimates {
		if !possibleEstimate(&a.Estimates[i]) {
			return audit.Errorf(audit.Invalid, "estimate %d holds a number that cannot be", i+1)
		}
	}
	for i := range a.Comparisons {
		if !possibleComparison(&a.Comparisons[i]) {
			return audit.Errorf(audit.Invalid, "comparison %d holds a number that cannot be", i+1)
		}
	}
	return nil
}

func possibleEstimate(e *audit.Estimate) bool {
	ok := e.N >= 0 && e.Numerator >= 0 && e.Denominator >= 0 && possibleInterval(e.Interval) && finite(e.Value)
	if w := e.Weighted; w != nil {
		ok = ok && w.EffectiveN >= 0 && !math.IsInf(float64(w.EffectiveN), 0)
	}
	return ok
}

func possibleComparison(c *audit.Comparison) bool {
	return c.N >= 0 && c.ReferenceN >= 0 && (c.Kind == audit.Ratio || c.Kind == audit.Difference) && finite(c.Value) &&
		possibleInterval(c.Interval) && share(c.GroupRate) && share(c.ReferenceRate)
}

func possibleInterval(i *audit.Interval) bool {
	return i == nil || i.Lower <= i.Upper && i.Level > 0 && i.Level < 1
}

func finite(v *audit.Real) bool {
	return v == nil || !math.IsNaN(float64(*v)) && !math.IsInf(float64(*v), 0)
}

func share(v *audit.Real) bool { return v == nil || *v >= 0 && *v <= 1 }
