package web

import (
	"slices"

	"auditd/audit"
	"auditd/audit/service"
)

// A frequency says how many of 100 people of a group were selected.
type frequency struct {
	Group string
	N     int
	Exact string // about, fewer or more: how the number is to be read
	Dots  []dot
}

// A dot is one of 100 people in a picture.
type dot struct {
	X, Y int
	On   bool
}

// Frequencies are the groups of an attribute as a person thinks of them: so many of 100.
func (p publicPage) Frequencies(a service.PublicAttribute) []frequency {
	out := make([]frequency, 0, len(a.Groups))
	for _, g := range a.Groups {
		n, whole := ofHundred(g.Share())
		f := frequency{Group: g.Value, N: n, Exact: "about"}
		switch {
		case !whole && n == 1:
			f.Exact = "fewer"
		case !whole:
			f.Exact = "more"
		}
		for i := range 100 {
			f.Dots = append(f.Dots, dot{X: 6 + 12*(i%20), Y: 6 + 12*(i/20), On: i < n})
		}
		out = append(out, f)
	}
	return out
}

// fewGroups is how many groups a picture of 100 people each stays readable for.
const fewGroups = 4

// Pictured reports whether an attribute has few enough groups for pictures.
func (p publicPage) Pictured(a service.PublicAttribute) bool { return len(a.Groups) <= fewGroups }

// Sure returns what the rules say of an attribute taken alone, the gravest first: disparity_shown, inconclusive, parity_shown, and
// nothing where no rule looks at it.
func (p publicPage) Sure(name string) audit.Verdict {
	for _, v := range []audit.Verdict{audit.DisparityShown, audit.Inconclusive, audit.ParityShown} {
		for _, c := range p.Summary.Criteria {
			if c.Verdict == v && len(c.Attributes) == 1 && c.Attributes[0] == name {
				return v
			}
		}
	}
	return ""
}

// Published are the attributes whose counts everybody may read.
func (p publicPage) Published() []service.PublicAttribute {
	return slices.DeleteFunc(slices.Clone(p.Summary.Attributes), func(a service.PublicAttribute) bool { return a.Withheld })
}

// Withheld are the others.
func (p publicPage) Withheld() []service.PublicAttribute {
	return slices.DeleteFunc(slices.Clone(p.Summary.Attributes), func(a service.PublicAttribute) bool { return !a.Withheld })
}
