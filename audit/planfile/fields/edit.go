package fields

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Options are what a new part of a plan is made with.
type Options struct {
	Bins       func(column string) []string // breaks of a column that is new in the plan; nil, and none, for no bins
	Department string                       // fills the gap that a proposal leaves for it; empty leaves it
	Population string                       // reference file of a plan that names none; empty for none
}

// Read returns the fields of a plan's text. A gap is an empty field, and what is written in a way that no field shows is left out. An
// error of kind Invalid says that the text is no YAML.
func Read(text string) (Values, error) {
	d, err := parse(text)
	if err != nil {
		return nil, err
	}
	return d.read(), nil
}

func (d *document) read() Values {
	v := Values{}
	for _, f := range table {
		n := d.at(f.Key)
		value := ""
		switch f.Kind {
		case Columns:
			d.readColumns(f, v)
			continue
		case List, Numbers:
			value = Join(items(n))
		case Switch:
			if asked(n) {
				value = On
			}
		case Off:
			if n != nil && n.Tag == "!!bool" && n.Value != "true" {
				value = Left
			}
		default:
			if value = said(n); f.Name == "files_how" && !slices.Contains(f.Choices, value) {
				value = "" // files as stages are a matter of the stages
			}
		}
		if value != "" {
			v[f.Name] = []string{value}
		}
	}
	d.readStages(v)
	return v
}

// asked reports whether an analysis is asked for.
func asked(n *yaml.Node) bool {
	return n != nil && n.Tag != "!!null" && !(n.Tag == "!!bool" && n.Value != "true")
}

// Write changes the text where a field was changed: where now differs from was, which is what the fields held when they were shown.
// With keep, a key that the text changed too since then stays as the text has it. The text comes back as it is when nothing changes.
func Write(text string, was, now Values, keep bool, o Options) (string, error) {
	d, err := parse(text)
	if err != nil {
		return "", err
	}
	there := d.read()
	changed := func(name string) bool {
		return !same(was[name], now[name]) && !same(there[name], now[name]) && !(keep && !same(was[name], there[name]))
	}
	n := 0
	for _, last := range []bool{false, true} { // an analysis is switched on and off when its options are written
		for _, f := range table {
			if (f.Kind == Switch || f.Kind == Off) == last && changed(f.Name) {
				d.write(f, now[f.Name], o)
				n++
			}
		}
	}
	if a, b, c := stagesOf(was), stagesOf(now), stagesOf(there); !a.same(b) && !c.same(b) && !(keep && !a.same(c)) {
		d.writeStages(b)
		n++
	}
	for _, name := range binNames(was, now) {
		if _, shown := now[name]; shown && changed(name) {
			d.writeBins(name, now.Get(name))
			n++
		}
	}
	if n += d.complete(o); n == 0 {
		return text, nil
	}
	return d.text()
}

// binNames returns the fields of bins in a fixed order.
func binNames(all ...Values) []string {
	var out []string
	for _, v := range all {
		for name := range v {
			if strings.HasPrefix(name, "bins ") && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// complete fills in what is known without asking, and returns how many keys.
func (d *document) complete(o Options) int {
	n := 0
	if at := d.at("system.department"); o.Department != "" && said(at) == "" {
		d.set("system.department", scalar(o.Department))
		n++
	}
	if o.Population != "" && len(items(d.at("coverage.population"))) == 0 {
		d.set("coverage.population", texts([]string{o.Population}))
		n++
	}
	return n
}

// write writes one field.
func (d *document) write(f Field, values []string, o Options) {
	value := clean(Values{"": values}.Get(""))
	switch {
	case f.Kind == Columns:
		d.writeColumns(f, values, o)
	case f.Kind == Switch:
		d.writeSwitch(f, value == On)
	case f.Kind == Off && value == Left:
		d.set(f.Key, truth("false"))
	case f.Kind == Off:
		if !asked(d.at(f.Key)) {
			d.remove(f.Key)
		}
	case value == "":
		d.empty(f)
	default:
		d.beside(f)
		d.set(f.Key, node(f, value))
		d.gaps(f)
	}
}

func (d *document) writeSwitch(f Field, on bool) {
	switch n := d.at(f.Key); {
	case !on:
		d.remove(f.Key)
	case !asked(n):
		d.set(f.Key, truth("true"))
	}
}

// node is the value of a field as the plan has it.
func node(f Field, value string) *yaml.Node {
	switch f.Kind {
	case List:
		return texts(Split(value))
	case Numbers:
		return numbers(Split(value))
	case Number:
		return number(value)
	case Truth:
		if value == "true" || value == "false" {
			return truth(value)
		}
	case Choice:
		if f.Name == "intersections" {
			return number(value)
		}
	}
	return scalar(value)
}

// empty takes a field out of the plan; with the head of an object the object, and what has no default leaves a gap.
func (d *document) empty(f Field) {
	object, last := parent(f.Key)
	h, ok := headOf(f)
	switch {
	case f.Head:
		d.remove(object)
	case ok && slices.Contains(h.Needs, last) && d.at(h.Key) != nil:
		d.set(f.Key, gap())
	default:
		d.remove(f.Key)
	}
}

// beside makes the object of a field whose head is not there yet; the head is a gap then.
func (d *document) beside(f Field) {
	h, ok := headOf(f)
	if ok && d.at(h.Key) == nil {
		d.set(h.Key, gap())
		d.gaps(h)
	}
}

// gaps leaves a gap for what has no default beside a head.
func (d *document) gaps(f Field) {
	object, _ := parent(f.Key)
	for _, k := range f.Needs {
		if key := object + "." + k; d.at(key) == nil {
			d.set(key, gap())
		}
	}
}

// clean is a value without what no field of one line can hold.
func clean(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r", "", "\n", "").Replace(s))
}

// same reports whether two fields hold the same.
func same(a, b []string) bool {
	tidy := func(in []string) (out []string) {
		for _, s := range in {
			if s = clean(s); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	x, y := tidy(a), tidy(b)
	if len(x) > 1 || len(y) > 1 { // columns that are ticked come in the order of the page
		slices.Sort(x)
		slices.Sort(y)
	}
	return slices.Equal(x, y)
}
